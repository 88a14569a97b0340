import time, yaml, os
from tests.scenario.test_played import played, ruled
from tests.policy.reference.generator import scenarios as drawn


def test_many(scratch):
    bad = []
    t = time.time()
    n = 0
    ev = 0
    for seed in range(int(os.environ.get("A", "100")), int(os.environ.get("B", "220"))):
        d = drawn(seed)
        text = yaml.safe_dump(d, allow_unicode=True, sort_keys=False)
        n += 1
        ev += sum(len(p.get("events", [])) for p in d["people"].values())
        try:
            a = played(text)
        except Exception as e:
            bad.append((seed, type(e).__name__, str(e)[:300]))
            continue
        if a != ruled(text):
            from tests.policy.scenarios import differences

            bad.append((seed, list(differences(ruled(text), a))[:3]))
    print(n, ev, time.time() - t)
    for b in bad:
        print(b)
    assert not bad
