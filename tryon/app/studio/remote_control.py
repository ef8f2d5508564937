"""The studio worked from elsewhere: what a phone or a key pad asks for, and what it is told."""

import secrets
from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from tryon.app.language import say_hint
from tryon.app.studio.looks import colour, title
from tryon.app.window import Bell
from tryon.core.errors import Missing
from tryon.handoff.address import local_address
from tryon.handoff.certificate import make_context
from tryon.remote.server import Command, Remote

if TYPE_CHECKING:
    from tryon.app.studio.studio import Studio

#: More commands than this are not kept waiting.
_MOST_COMMANDS = 64


class RemoteControl(QObject):
    """Turns the server of commands on and off, and does what it is asked.

    Parameters
    ----------
    studio : Studio
        What obeys.
    """

    def __init__(self, studio: "Studio") -> None:
        super().__init__()
        self._studio = studio
        self._server: Remote | None = None
        self._fault = ""
        self._commands: deque[Command] = deque(maxlen=_MOST_COMMANDS)
        self._commanded = Bell()
        self._commanded.rung.connect(self._obey)

    def serve(self, is_on: bool, is_on_lan: bool, is_encrypted: bool | None = None) -> None:
        """Let the studio be controlled from elsewhere, or no longer.

        What stays on this machine is never encrypted: there is nobody to hide it from, and key
        pads speak plain HTTP.
        """
        studio = self._studio
        if is_encrypted is None:
            is_encrypted = studio.choices.is_encrypted
        self.hang_up()
        token = studio.choices.token or secrets.token_urlsafe(16)
        studio.choose(
            is_remote=is_on, is_on_lan=is_on_lan, is_encrypted=is_encrypted, token=token
        )
        self._fault = ""
        if is_on:
            outside = local_address() if is_on_lan else None
            address, port = outside or "127.0.0.1", studio.choices.port
            try:
                tls = (
                    make_context(address, "tryon studio") if outside and is_encrypted else None
                )
                self._server = Remote(address, port, token, self._command_came, tls)
            except Missing as missing:
                self._fault = say_hint(missing.hint)
        self.tell()
        studio.window.show_remote()

    def renew_token(self) -> None:
        """Make a new link; who has the old one is out."""
        studio = self._studio
        studio.choose(token="")
        self.serve(studio.choices.is_remote, studio.choices.is_on_lan)

    @property
    def url(self) -> str:
        """Where the remote control is, with its token; empty while it is off."""
        server = self._server
        if server is None:
            return ""
        # What follows # stays in the browser: no log on the way has it.
        return f"{server.scheme}://{server.address}:{server.port}/#{self._studio.choices.token}"

    @property
    def fault(self) -> str:
        """Why it could not be turned on."""
        return self._fault

    def _command_came(self, command: Command) -> None:
        """Take a command, on the thread of the server."""
        self._commands.append(command)
        self._commanded.ring()

    def _obey(self) -> None:
        studio = self._studio
        while self._commands:
            command = self._commands.popleft()
            if command.do == "look" and command.key is not None:
                studio.put_on(command.key)
            elif command.do == "arm" and command.key is not None:
                studio.arm(command.key)
            elif command.do == "take":
                studio.take()
            elif command.do == "panic":
                studio.panic(command.on)
            elif command.do == "record":
                studio.record(command.on)
            elif command.do == "clip":
                studio.clip()
            elif command.do == "third":
                wanted = not studio.choices.has_third if command.on is None else command.on
                studio.choose(has_third=wanted)
        self.tell()

    def tell(self) -> None:
        """Tell all who are there how the studio stands."""
        if self._server is None:
            return
        studio = self._studio
        products, hangers = studio.session.products, studio.session.state.wardrobe
        named = [(0, self.tr("Bare"), "")]
        named += [
            (key, title(look, products, hangers), colour(look, products))
            for key, look in enumerate(studio.looks, 1)
        ]
        health = studio.outputs.health
        self._server.tell(
            {
                "looks": [
                    {"key": k, "name": name, "colour": shade} for k, name, shade in named
                ],
                "live": studio.live,
                "armed": studio.armed,
                "panic": studio.is_panic,
                "showing": studio.program.showing.value,
                "recording": studio.outputs.state.recording is not None,
                "third": studio.choices.has_third,
                "stream": "off" if health is None else health.link.value,
            }
        )

    def hang_up(self) -> None:
        """Answer nobody any more."""
        server, self._server = self._server, None
        if server is not None:
            server.close()
