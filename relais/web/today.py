def today_of(member, *, now):
    return None
