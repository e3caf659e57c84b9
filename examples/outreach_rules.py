"""The rules that outreach.toml brings along, for the command line: `--rules examples/outreach_rules.py`."""

from casework_model import Asked, Case, Lack, Rule
from casework_model import facts as f


def met_less_than_twice(case: Case, _asked: Asked) -> tuple[Lack, ...]:
    """Say what is lacking; () means that the rule is met."""
    met = len(case.facts(f.Contact, since=case.episode_began))
    return () if met >= 2 else (Lack(f"they have met {met} of 2 times in this episode"),)


MET_TWICE = Rule(
    code="TOWN-1",
    key="met_twice",  # what outreach.toml names
    title="Client and worker have met at least twice",
    remedy="Meet again, and record the contact",
    lacks=met_less_than_twice,
)
RULES = (MET_TWICE,)
