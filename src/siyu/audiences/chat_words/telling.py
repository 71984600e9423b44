"""A verdict in words: which words stand where, and why they count or not."""

from siyu.audiences.chat_words.rules import Hit, Place, Standing, Verdict


def told(verdict: Verdict, text: str, language: str) -> list[str]:
    """The verdict on a text, then each place in it; places are counted from 1."""
    zh = language.startswith("zh")
    more = "、" if zh else ", "
    lacking = more.join(f"「{word}」" for word in verdict.lacking)
    colon = "：" if zh else ": "
    head = verdict.why.said(language) + (f"{colon}{lacking}" if lacking else "")
    return [head, *(_hit(hit, text, language) for hit in verdict.hits)]


def _hit(hit: Hit, text: str, language: str) -> str:
    zh = language.startswith("zh")
    where = _where(hit.place, text, zh=zh)
    if hit.standing is Standing.COUNTS:
        return where
    because = ("、" if zh else ", ").join(_where(place, text, zh=zh) for place in hit.because)
    said = hit.standing.said(language)
    if not because:
        return f"{where}{said}" if zh else f"{where} {said}"
    return f"{where}{said}：{because}" if zh else f"{where} {said}: {because}"


def _where(place: Place, text: str, *, zh: bool) -> str:
    said, first = text[place.start : place.end], place.start + 1
    return f"「{said}」（第 {first} 字）" if zh else f"“{said}” (character {first})"
