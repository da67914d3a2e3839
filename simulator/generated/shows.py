"""Shows and seasons as TVMaze writes them. A show is described as of its last edit, so it changes only with it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from simulator.generated.channels import COUNTRIES, Channel
from simulator.generated.dice import Dice, Shares
from simulator.generated.seasons import REGULAR, SeasonPlan
from simulator.generated.slugs import image, page, resource, slug
from simulator.generated.timeline import Run
from simulator.generated.traits import CHANNEL_SITE_SINCE, ENDED_SINCE, OFFICIAL_SITE_SINCE, Traits
from simulator.generated.vocabulary.genres import GENRES
from simulator.generated.writing import write_show_summary

_UNIX_EPOCH = date(1970, 1, 1).toordinal()
_DAY_SECONDS = 86_400
_DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_GENRE_COUNTS = Shares({0: 0.24, 1: 0.32, 2: 0.26, 3: 0.18})
_STATUS_AFTER = Shares({"Ended": 0.88, "To Be Determined": 0.12})
_STATUS_DURING = Shares({"Running": 0.98, "To Be Determined": 0.02})


def find_edit(seed: int, show_id: int, today: date) -> int:
    """Give the moment of a show's last edit before today, in unix seconds; some are edited more often than others."""
    dice = Dice(seed, "edits", show_id)
    period = dice.between("period", 25, 120)
    yesterday = today.toordinal() - 1
    day = yesterday - (yesterday - dice.between("phase", 0, period)) % period
    return (day - _UNIX_EPOCH) * _DAY_SECONDS + dice.between("second", 0, _DAY_SECONDS - 1)


def make_show(seed: int, run: Run, traits: Traits, edited: int, links: dict[str, Any]) -> dict[str, Any]:
    """Give a show; ``links`` are those to the episodes before and after."""
    dice = Dice(seed, "show", run.show_id)
    scheme = traits.scheme
    last = run.spans[-1].last
    status = _status(dice, run, date.fromordinal(_UNIX_EPOCH + edited // _DAY_SECONDS))
    show: dict[str, Any] = {
        "id": run.show_id,
        "url": page("shows", run.show_id, traits.name, scheme),
        "name": traits.name,
        "type": traits.type,
        "language": traits.language,
        "genres": _genres(dice, traits.type),
        "status": status,
        "runtime": traits.runtime if dice.chance("fixed runtime", 0.99 if traits.is_broadcast else 0.55) else None,
        "averageRuntime": traits.runtime if dice.chance("average runtime", 0.96) else None,
        "premiered": run.spans[0].first.isoformat() if dice.chance("premiered", 0.9985) else None,
        "ended": last.isoformat() if status == "Ended" else None,
        "officialSite": _site(dice, traits),
        "schedule": _schedule(dice, run, traits),
        "rating": {"average": _rating(dice, traits)},
        "weight": 0 if dice.chance("weightless", 0.039) else dice.between("weight", 1, 100),
        **_channels(dice, run, traits),
        "dvdCountry": dice.pick("dvd", COUNTRIES).payload() if dice.chance("on dvd", 0.005) else None,
        "externals": _externals(dice, traits),
        "image": image("portrait", run.show_id, scheme) if dice.chance("image", 0.97) else None,
        "summary": write_show_summary(dice, traits.name, traits.type) if dice.chance("summary", 0.943) else None,
        "updated": edited,
        "_links": {"self": {"href": resource("shows", run.show_id, scheme)}, **links},
    }
    for key, since in _ADDED_SINCE.items():
        if traits.age < since:
            del show[key]
    return show


_ADDED_SINCE = {
    "officialSite": OFFICIAL_SITE_SINCE,
    "averageRuntime": ENDED_SINCE,
    "ended": ENDED_SINCE,
    "dvdCountry": ENDED_SINCE,
}


def make_season(run: Run, traits: Traits, plan: SeasonPlan) -> dict[str, Any]:
    """Give a season."""
    days = sorted(plan.by_day)
    network, web_channel = run.slot.network, run.slot.web_channel
    return {
        "id": plan.id,
        "url": page("seasons", plan.id, f"{traits.name} season {plan.number}"),
        "number": plan.number,
        "name": "",
        "episodeOrder": sum(episode.kind == REGULAR for episode in plan.episodes),
        "premiereDate": days[0].isoformat() if days else None,
        "endDate": days[-1].isoformat() if days else None,
        "network": network.payload(has_site=True, is_former=False) if network else None,
        "webChannel": web_channel.payload(has_site=True, is_former=False) if web_channel else None,
        "image": None,
        "summary": None,
        "_links": {"self": {"href": resource("seasons", plan.id)}},
    }


def _status(dice: Dice, run: Run, day: date) -> str:
    if day < run.spans[0].first - timedelta(days=90):
        return "In Development"
    return dice.weigh("status", _STATUS_DURING if day <= run.spans[-1].last else _STATUS_AFTER)


def _genres(dice: Dice, show_type: str) -> list[str]:
    known = GENRES.get(show_type, ())
    chosen = (dice.pick(f"genre {place}", known) for place in range(dice.weigh("genres", _GENRE_COUNTS)) if known)
    return sorted(set(chosen))


def _site(dice: Dice, traits: Traits) -> str | None:
    has_one = dice.chance("site", 0.95 if traits.is_broadcast else 0.7)
    return f"https://shows.example/{slug(traits.name) or dice.between('site number', 1, 9_999)}" if has_one else None


def _schedule(dice: Dice, run: Run, traits: Traits) -> dict[str, Any]:
    days = [_DAY_NAMES[day] for day in run.slot.days]
    known = dice.chance("known days", 0.995 if traits.is_broadcast else 0.72)
    return {"time": traits.airtime.strftime("%H:%M") if traits.airtime else "", "days": days if known else []}


def _rating(dice: Dice, traits: Traits) -> float | None:
    if not dice.chance("rated", 0.37 if traits.is_broadcast else 0.48):
        return None
    rating = dice.between("rating", 40, 91) / 10
    return round(rating) if rating.is_integer() or dice.chance("whole", 0.06) else rating


def _channels(dice: Dice, run: Run, traits: Traits) -> dict[str, Any]:
    """Give both channels as rows of the show's age carry them, under an older name where it was made before."""
    has_site = traits.age >= CHANNEL_SITE_SINCE
    is_former = dice.chance("former name", 0.3)

    def write(channel: Channel | None) -> dict[str, Any] | None:
        return channel.payload(has_site=has_site, is_former=is_former) if channel else None

    return {"network": write(run.slot.network), "webChannel": write(run.slot.web_channel)}


def _externals(dice: Dice, traits: Traits) -> dict[str, Any]:
    is_broadcast = traits.is_broadcast
    return {
        "tvrage": dice.between("tvrage", 1_000, 60_000)
        if dice.chance("on tvrage", 0.34 if is_broadcast else 0.4)
        else None,
        "thetvdb": dice.between("thetvdb", 70_000, 450_000) if dice.chance("on thetvdb", 0.8) else None,
        "imdb": f"tt{dice.between('imdb', 1_000_000, 32_000_000):07}" if dice.chance("on imdb", 0.68) else None,
    }
