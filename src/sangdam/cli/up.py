"""`sangdam up`: read the environment, then become the supervisor."""

import argparse
import os
import sys
from typing import NoReturn

from sangdam.cli.configuration import read_environment


def run(arguments: argparse.Namespace) -> NoReturn:
    """Check the settings and replace this process by the supervisor.

    The libraries that check settings take tens of megabytes that the supervisor, which lives as long as the product,
    does not need: replacing the process gives them back.
    """
    environment = read_environment()
    os.environ["SANGDAM_DATA"] = str(environment.data)
    command = [sys.executable, "-P", "-m", "sangdam.cli.supervisor", "--data", str(environment.data)]
    command += ["--bind", environment.bind, "--port", str(environment.port), "--url", environment.console_url]
    if arguments.no_demo:
        command.append("--no-demo")
    sys.stdout.flush()
    os.execv(sys.executable, command)  # noqa: S606 - our own program
