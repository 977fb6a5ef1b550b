"""Nobody is counted twice or left out, however many count at once."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from okrilje.lib.counting import count


def test_threads_and_processes_get_each_number_once(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from concurrent.futures import ThreadPoolExecutor as T;"
        "from okrilje.lib.counting import count;"
        "print(*T(4).map(lambda _: count(Path(sys.argv[1]), 7, 'x'), range(250)))"
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    mine = list(ThreadPoolExecutor(4).map(lambda _: count(tmp_path, 7, "x"), range(250)))
    theirs = [int(number) for process in processes for number in process.communicate()[0].split()]
    assert sorted(mine + theirs) == list(range(1, 751))


def test_each_name_and_each_window_is_counted_by_itself_and_earlier_ones_are_forgotten(tmp_path: Path) -> None:
    assert [count(tmp_path, 7, "x"), count(tmp_path, 7, "y"), count(tmp_path, 7, "x")] == [1, 1, 2]
    assert [count(tmp_path, 10, "x"), count(tmp_path, 10, "x")] == [1, 2]
    assert [folder.name for folder in tmp_path.iterdir()] == ["10"]
    assert count(tmp_path, 9, "x") == 1, "a request that began just before the minute ended"
