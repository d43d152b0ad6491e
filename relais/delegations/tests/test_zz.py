from relais.delegations.tests.test_pages import *
import random, time
from relais.config.ids import new_id
from relais.delegations.listing import *
from relais.delegations.waiting import *
from relais.delegations.models import *
from relais.acts.paging import page_by_id
from django.db import connection
from relais.engine.words.fold import search_terms
def test_perf(cast, signed_in):
    rnd=random.Random(1); states=["closed"]*80+["running"]*8+["delivered"]*3+["to_redo"]*2+["accepted"]*2+["proposed"]*2+["draft"]*2+["change_asked"]
    words="article photo boutique courrier facture blog support client fiche produit image texte lettre prix".split()
    rows=[]; briefs=[]; ms=[]
    for i in range(100_000):
        t=" ".join(rnd.choices(words,k=4))+f" {i}"
        d=Delegation(id=new_id(),business=cast.business,title=t,words=" "+" ".join(search_terms(t))+" ",executor=rnd.choice([cast.executor,cast.other_executor]),currency="EUR",state=rnd.choice(states),opened_by=cast.owner,opened_at=NOW,moved_at=NOW,proposed_at=NOW)
        rows.append(d); briefs.append(Brief(delegation=d,number=1,written_by=cast.owner,written_at=NOW)); ms.append(Milestone(delegation=d,position=1))
    Delegation.objects.bulk_create(rows,batch_size=2000); Brief.objects.bulk_create(briefs,batch_size=2000); Milestone.objects.bulk_create(ms,batch_size=2000)
    with connection.cursor() as c: c.execute("ANALYZE")
    def t(name,f,n=5):
        best=[]
        for _ in range(n):
            s=time.perf_counter(); f(); best.append(time.perf_counter()-s)
        print(f"{name:40} {min(best)*1000:8.1f} ms")
    for m in (cast.owner, cast.executor):
        print(m.role)
        t("counts",lambda: counts(m))
        t("list",lambda: page_by_id(with_facts(listed(m,Filters())),""))
        t("list all",lambda: page_by_id(with_facts(listed(m,Filters(state="all"))),""))
        t("list to_redo",lambda: page_by_id(with_facts(listed(m,Filters(state="to_redo"))),""))
        t("list person",lambda: page_by_id(with_facts(listed(m,Filters(person=cast.executor.id))),""))
        t("list person proposed",lambda: page_by_id(with_facts(listed(m,Filters(person=cast.executor.id,state="proposed"))),""))
        t("search common",lambda: page_by_id(with_facts(listed(m,Filters(query="boutique"))),""))
        t("search rare",lambda: page_by_id(with_facts(listed(m,Filters(query="71234",state="all"))),""))
        t("search none",lambda: page_by_id(with_facts(listed(m,Filters(query="zzz"))),""))
        t("waiting judge",lambda: deliveries_to_judge(m,NOW))
        t("waiting move",lambda: delegations_to_move(m,NOW))
        c=signed_in(m)
        t("page index",lambda: c.get(url("index")))
        one=rows[50_000]; one2=next(r for r in rows if r.executor==cast.executor and r.state=="running")
        t("page one",lambda: c.get(url("page",one2.id)))
