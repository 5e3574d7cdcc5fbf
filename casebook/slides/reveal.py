"""Reveal's own files: the few that decks need, in Chinese, and nothing else beside the slides."""

from __future__ import annotations

import shutil
from pathlib import Path

ENGINE, STYLE, LICENCE = "revealjs/dist/reveal.js", "revealjs/dist/reveal.css", "revealjs/LICENSE"
NOTES_WINDOW = "revealjs/plugin/notes/notes.js"  # the trainer's alone
OURS = ("slides.css", "slides.js", "quiz.css", "quiz.js", "rings.svg")
SOURCE_MAP = "//# sourceMappingURL="
# What Reveal says to people, by file. Each must be there: a later Reveal may word it otherwise.
WORDS: dict[str, dict[str, str]] = {
    ENGINE: {
        "Resume presentation": "回到课件",
        '"next slide":"previous slide"': '"下一页":"上一页"',
        '"previous slide":"next slide"': '"上一页":"下一页"',
        'aria-label="above slide"': 'aria-label="上面一页"',
        'aria-label="below slide"': 'aria-label="下面一页"',
    },
    NOTES_WINDOW: {
        r"<html lang=\"en\">": r"<html lang=\"zh-CN\">",
        "<title>reveal.js - Speaker View</title>": "<title>讲稿</title>",
        "Loading speaker view...": "正在打开讲稿……",
        ">Upcoming</span>": ">下一页</span>",
        ">Time <span": ">钟点 <span",
        ">Click to Reset</span>": ">点这里重新计时</span>",
        "'en-US', { hour12: true": "'zh-CN', { hour12: false",
        "0:00 AM": "0:00",
        "Pacing – Time to finish current slide": "这一页还有多少时间",
        ">Notes</h4>": ">讲稿</h4>",
        "'Default'": "'左右'",
        "'Wide'": "'宽屏'",
        "'Tall'": "'上下'",
        "'Notes only'": "'讲稿单独'",
        "Cross origin error.<br>The speaker window can only be opened from the same origin.":
        "讲稿窗口同课件不在一处，打不开。",
        "Error connecting to main window.<br>Please try closing and reopening the speaker view.":
        "同课件断开了。<br>请关掉这个窗口，在课件里再按 S 键。",
        "'Layout'": "'排法'",
        "Speaker view popup failed to open. Please make sure popups are allowed and reopen the speaker view.":
        "讲稿窗口没有打开。请让浏览器允许弹出窗口，再按 S 键。",
    },
}  # fmt: skip


def settle(static: Path, *, notes: bool) -> None:
    """Keep in a static folder what the decks use, and put Reveal's words into Chinese.

    Args:
        notes: whether the edition has a window for the speaker.

    Raises:
        ValueError: Reveal no longer says what is to be translated.
    """
    kept = {ENGINE, STYLE, LICENCE, *OURS, *([NOTES_WINDOW] if notes else [])}
    for path in sorted(static.rglob("*"), reverse=True):
        name = path.relative_to(static).as_posix()
        if path.is_file() and name not in kept:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            shutil.rmtree(path)
    for name in kept & WORDS.keys():
        file = static / name
        file.write_text(in_chinese(file.read_text(encoding="utf-8"), name), encoding="utf-8")


def in_chinese(script: str, name: str) -> str:
    """Return one of Reveal's scripts with its words in Chinese, without its map."""
    for english, chinese in WORDS[name].items():
        if english not in script:
            raise ValueError(f"Reveal 的 {name} 里没有“{english}”了，请照新的版本改 casebook/slides/reveal.py")
        script = script.replace(english, chinese)
    return "\n".join(line for line in script.splitlines() if not line.startswith(SOURCE_MAP)) + "\n"
