"""Fills a business quickly with as much as years of work leave behind, down to the last promise of the database.

python -m bench.load --delegations 1000        into RELAIS_DATA or DATABASE_URL, which must be empty
"""
