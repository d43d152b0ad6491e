"""What the database itself promises of money: append-only, balanced per currency, nothing below zero, only sealed counts."""

from django.db import migrations

from relais.acts.sql import VendorSQL, append_only

# On SQLite there are no deferred constraints and triggers see no "end of transaction", so the last row that is inserted, the
# seal, carries the checks, the same on both databases.
SQLITE = [
    # A sealed transaction takes no more lines.
    """
    CREATE TRIGGER funds_line_not_after_seal BEFORE INSERT ON funds_line
    WHEN EXISTS (SELECT 1 FROM funds_seal s WHERE s.transaction_id = NEW.transaction_id)
    BEGIN SELECT RAISE(ABORT, 'funds: the transaction is sealed'); END
    """,
    """
    CREATE TRIGGER funds_seal_checks AFTER INSERT ON funds_seal
    BEGIN
        SELECT RAISE(ABORT, 'funds: lines do not match the seal')
        WHERE NEW.lines < 2
           OR NEW.lines <> (SELECT COUNT(*) FROM funds_line l WHERE l.transaction_id = NEW.transaction_id);
        SELECT RAISE(ABORT, 'funds: lines do not sum to zero')
        WHERE EXISTS (
            SELECT 1 FROM funds_line l JOIN funds_account a ON a.id = l.account_id
            WHERE l.transaction_id = NEW.transaction_id GROUP BY a.currency HAVING SUM(l.amount) <> 0);
        SELECT RAISE(ABORT, 'funds: an account of another business or milestone')
        WHERE EXISTS (
            SELECT 1 FROM funds_line l JOIN funds_account a ON a.id = l.account_id
            JOIN funds_transaction t ON t.id = l.transaction_id
            WHERE l.transaction_id = NEW.transaction_id
              AND (a.business_id <> t.business_id OR a.milestone_id <> t.milestone_id OR a.currency <> t.currency));
        SELECT RAISE(ABORT, 'funds: an account would go below zero')
        WHERE EXISTS (
            SELECT 1 FROM funds_account a
            JOIN (SELECT account_id, SUM(amount) AS moved FROM funds_line
                  WHERE transaction_id = NEW.transaction_id GROUP BY account_id) m ON m.account_id = a.id
            WHERE a.kind <> 'payer' AND a.balance + m.moved < 0);
        UPDATE funds_account
        SET balance = balance + (SELECT SUM(l.amount) FROM funds_line l
                                 WHERE l.transaction_id = NEW.transaction_id AND l.account_id = funds_account.id)
        WHERE id IN (SELECT account_id FROM funds_line WHERE transaction_id = NEW.transaction_id);
    END
    """,
    # The balance moves with a seal and never otherwise: it must equal the sum of the sealed lines.
    """
    CREATE TRIGGER funds_account_balance AFTER UPDATE ON funds_account
    WHEN NEW.balance <> (SELECT COALESCE(SUM(l.amount), 0) FROM funds_line l
                         JOIN funds_seal s ON s.transaction_id = l.transaction_id WHERE l.account_id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'funds: a balance is the sum of its sealed lines'); END
    """,
    """
    CREATE TRIGGER funds_account_fixed BEFORE UPDATE ON funds_account
    WHEN NEW.id <> OLD.id OR NEW.business_id <> OLD.business_id OR NEW.milestone_id <> OLD.milestone_id
      OR NEW.delegation_id <> OLD.delegation_id OR NEW.kind <> OLD.kind OR NEW.currency <> OLD.currency
    BEGIN SELECT RAISE(ABORT, 'funds: an account does not change'); END
    """,
    """
    CREATE TRIGGER funds_account_opens_empty BEFORE INSERT ON funds_account WHEN NEW.balance <> 0
    BEGIN SELECT RAISE(ABORT, 'funds: an account opens empty'); END
    """,
    "CREATE TRIGGER funds_account_no_delete BEFORE DELETE ON funds_account"
    " BEGIN SELECT RAISE(ABORT, 'funds: an account stays'); END",
]

POSTGRESQL = [
    """
    CREATE OR REPLACE FUNCTION funds_line_not_after_seal() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM funds_seal s WHERE s.transaction_id = NEW.transaction_id) THEN
            RAISE EXCEPTION 'funds: the transaction is sealed' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    "CREATE TRIGGER funds_line_not_after_seal BEFORE INSERT ON funds_line"
    " FOR EACH ROW EXECUTE FUNCTION funds_line_not_after_seal()",
    """
    CREATE OR REPLACE FUNCTION funds_seal_checks() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        -- Two transactions on one account meet here: the second waits, then sees the balance that the first left.
        PERFORM 1 FROM funds_account a WHERE a.id IN
            (SELECT account_id FROM funds_line WHERE transaction_id = NEW.transaction_id) ORDER BY a.id FOR UPDATE;
        IF NEW.lines < 2 OR NEW.lines <> (SELECT COUNT(*) FROM funds_line l WHERE l.transaction_id = NEW.transaction_id) THEN
            RAISE EXCEPTION 'funds: lines do not match the seal' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF EXISTS (
            SELECT 1 FROM funds_line l JOIN funds_account a ON a.id = l.account_id
            WHERE l.transaction_id = NEW.transaction_id GROUP BY a.currency HAVING SUM(l.amount) <> 0) THEN
            RAISE EXCEPTION 'funds: lines do not sum to zero' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF EXISTS (
            SELECT 1 FROM funds_line l JOIN funds_account a ON a.id = l.account_id
            JOIN funds_transaction t ON t.id = l.transaction_id
            WHERE l.transaction_id = NEW.transaction_id
              AND (a.business_id <> t.business_id OR a.milestone_id <> t.milestone_id OR a.currency <> t.currency)) THEN
            RAISE EXCEPTION 'funds: an account of another business or milestone'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF EXISTS (
            SELECT 1 FROM funds_account a
            JOIN (SELECT account_id, SUM(amount) AS moved FROM funds_line
                  WHERE transaction_id = NEW.transaction_id GROUP BY account_id) m ON m.account_id = a.id
            WHERE a.kind <> 'payer' AND a.balance + m.moved < 0) THEN
            RAISE EXCEPTION 'funds: an account would go below zero' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        UPDATE funds_account a SET balance = a.balance + m.moved
        FROM (SELECT account_id, SUM(amount) AS moved FROM funds_line
              WHERE transaction_id = NEW.transaction_id GROUP BY account_id) m
        WHERE m.account_id = a.id;
        RETURN NULL;
    END $$
    """,
    "CREATE TRIGGER funds_seal_checks AFTER INSERT ON funds_seal FOR EACH ROW EXECUTE FUNCTION funds_seal_checks()",
    """
    CREATE OR REPLACE FUNCTION funds_account_guard() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'funds: an account stays' USING ERRCODE = 'integrity_constraint_violation';
        ELSIF TG_OP = 'INSERT' THEN
            IF NEW.balance <> 0 THEN
                RAISE EXCEPTION 'funds: an account opens empty' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        END IF;
        IF (NEW.id, NEW.business_id, NEW.milestone_id, NEW.delegation_id, NEW.kind, NEW.currency)
           IS DISTINCT FROM (OLD.id, OLD.business_id, OLD.milestone_id, OLD.delegation_id, OLD.kind, OLD.currency) THEN
            RAISE EXCEPTION 'funds: an account does not change' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NEW.balance <> (SELECT COALESCE(SUM(l.amount), 0) FROM funds_line l
                           JOIN funds_seal s ON s.transaction_id = l.transaction_id WHERE l.account_id = NEW.id) THEN
            RAISE EXCEPTION 'funds: a balance is the sum of its sealed lines'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    "CREATE TRIGGER funds_account_guard BEFORE INSERT OR UPDATE OR DELETE ON funds_account"
    " FOR EACH ROW EXECUTE FUNCTION funds_account_guard()",
]


class Migration(migrations.Migration):
    dependencies = [("funds", "0001_initial"), ("acts", "0002_promises")]

    operations = [
        append_only("funds_transaction"),
        append_only("funds_line"),
        append_only("funds_seal"),
        VendorSQL(sqlite=SQLITE, postgresql=POSTGRESQL),
    ]
