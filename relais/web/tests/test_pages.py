def test_today(cast, signed_in, django_assert_max_num_queries):
    c = signed_in(cast.owner)
    c.get("/b/alizes/")
    with django_assert_max_num_queries(3):
        r = c.get("/b/alizes/")
    assert r.status_code == 200, r
    print(r.content.decode())
