"""What commands share: the person at the terminal, and the directory that is meant."""

import os
from pathlib import Path
from typing import Annotated

import typer

from siyu.kit.text import filled, said

Data = Annotated[Path | None, typer.Option("--data", help="The directory that holds everything.")]


def language() -> str:
    """The language of the terminal."""
    return "zh-CN" if os.environ.get("LANG", "").lower().startswith("zh") else "en"


def say(sentence: str, **data: object) -> None:
    """One of our sentences, in the language of the terminal."""
    typer.echo(filled(said(sentence, language()), data))
