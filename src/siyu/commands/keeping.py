"""Back up and restore."""

from pathlib import Path
from typing import Annotated

import typer

from siyu.commands.terminal import Data, say
from siyu.platform.settings import Settings

BACKED_UP = """Backed up: {rows} rows of {tables} tables in {file}, as of {made_at}.

已备份：{tables} 张表共 {rows} 行，保存在 {file}，时间点 {made_at}。"""
KEY_SAID = {
    "inside": """It holds the key that opens names, phones and secrets: keep the file as you keep
the server, or make it with --passphrase-file.

文件内含可打开姓名、电话与密钥的主密钥：请像服务器一样保管，或用 --passphrase-file 加密。""",
    "sealed": """The keys in it open with the passphrase only: without that it cannot be restored.

文件内的密钥只能用口令打开；没有口令就无法恢复。""",
    "apart": """The secret key {key} is not in it; keep it apart: nothing can be restored without.

文件内没有主密钥 {key}；请另行保存：没有它就无法恢复。""",
}
RESTORED = """Restored: {rows} rows of {tables} tables as of {made_at} into {data_dir}.
The warehouse is made again from the log when Siyu starts: siyu up --data {data_dir}

已恢复到 {data_dir}：{tables} 张表共 {rows} 行，时间点 {made_at}。
启动时会从事件日志重建数据仓库：siyu up --data {data_dir}"""

Passphrase = Annotated[
    Path | None, typer.Option(help="A file whose first line seals the keys in the backup.")
]
BackupFile = Annotated[Path, typer.Argument(help="The backup, one file.")]


def backup(
    file: BackupFile,
    data: Data = None,
    passphrase_file: Passphrase = None,
    without_key: Annotated[bool, typer.Option(help="Leave the secret key out.")] = False,
) -> None:
    """Keep everything in one file, as of one moment; Siyu may run meanwhile."""
    from siyu.app import VERSION, registry
    from siyu.platform.backup import back_up

    registry()
    settings = Settings()
    made = back_up(
        settings,
        (data or settings.data_dir).resolve(),
        file.resolve(),
        version=VERSION,
        passphrase=_first_line(passphrase_file),
        with_key=not without_key,
    )
    say(BACKED_UP, rows=made.rows, tables=len(made.tables), file=file, made_at=made.made_at)
    say(KEY_SAID[made.keys], key=made.key)


def restore(file: BackupFile, data: Data = None, passphrase_file: Passphrase = None) -> None:
    """Put a backup back into an empty directory."""
    from siyu.app import registry
    from siyu.platform.restore import restore as put_back

    registry()
    settings = Settings()
    place = (data or settings.data_dir).resolve()
    made = put_back(settings, place, file.resolve(), passphrase=_first_line(passphrase_file))
    say(RESTORED, rows=made.rows, tables=len(made.tables), made_at=made.made_at, data_dir=place)


def _first_line(file: Path | None) -> str:
    return (file.read_text().splitlines() or [""])[0] if file else ""
