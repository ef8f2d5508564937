"""How it fares: pictures, light, error, disk, stream."""

from tryon.app.badge import Calm, words
from tryon.app.meters import Reading
from tryon.app.studio.outputs import is_up
from tryon.app.studio.parts import Panel, Rows, line
from tryon.core.colour import linear_to_xy, xy_to_cct
from tryon.core.scene import Report
from tryon.light.display import Display
from tryon.sinks.stream import Health, Link

#: Slower than this, or older, is worth the host's attention.
_SLOW_PER_S, _OLD_MS = 20.0, 200.0
#: A stream that has sent nothing for so long is not fine, though it is connected.
_SILENT_S = 3.0
#: Less room than this for recordings is worth a warning.
LITTLE_BYTES = 5e9


class MetersPanel(Panel):
    """The panel "Meters"."""

    def __init__(self) -> None:
        super().__init__()
        self._calm = Calm()
        self.pictures = Rows(
            [
                self.tr("Pictures a second"),
                self.tr("Age of the picture"),
                self.tr("Dropped by the mirror"),
                self.tr("Dropped by the outputs"),
            ]
        )
        self.light = Rows([self.tr("Light"), self.tr("Level"), self.tr("Shown error")])
        self.air = Rows(
            [
                self.tr("Stream"),
                self.tr("Dropped by the stream"),
                self.tr("Connected again"),
                self.tr("Room on the disk"),
                self.tr("Age in the virtual camera"),
            ]
        )
        for rows in (self.pictures, self.light, self.air):
            self.column.addWidget(rows)
            if rows is not self.air:
                self.column.addWidget(line())
        self.fit()

    def show_pictures(self, reading: Reading, dropped: int, dropped_out: int) -> None:
        """Write how the mirror does."""
        rate, age_ms = reading.pictures_per_s, reading.age_ms
        is_slow = 0 < rate < _SLOW_PER_S
        self.pictures.show_value(0, f"{rate:.0f}", "attention" if is_slow else "")
        age = "–" if age_ms is None else self.tr("{0:.0f} ms").format(age_ms)
        is_old = age_ms is not None and age_ms > _OLD_MS
        self.pictures.show_value(1, age, "attention" if is_old else "")
        self.pictures.show_value(2, str(dropped))
        self.pictures.show_value(3, str(dropped_out), "attention" if dropped_out else "")

    def show_report(self, report: Report | None, now_ns: int) -> None:
        """Write what is known of the light, and how far colours may be off."""
        rows = self.light
        if report is None:
            for row in range(3):
                rows.show_value(row, "–")
            return
        rows.show_value(0, f"{xy_to_cct(linear_to_xy(report.light.colour)):,.0f} K")
        rows.show_value(1, f"{report.light.level:.2f}")
        if not report.colour:
            rows.show_value(2, "–")
            return
        said = self._calm(report.colour, now_ns, Display(0.0))  # it goes out to others
        is_true = said.verdict.name == "TRUE"
        rows.show_value(2, words(said), "good" if is_true else "attention")

    def show_stream(self, health: Health | None) -> tuple[str, str]:
        """Write how the stream fares; returns the words and their tone."""
        text, tone = self.stream_words(health)
        self.air.show_value(0, text, tone)
        dropped = 0 if health is None else health.dropped
        again = 0 if health is None else max(health.connections - 1, 0)
        self.air.show_value(1, str(dropped), "attention" if dropped else "")
        self.air.show_value(2, self.tr("{0} ×").format(again), "attention" if again else "")
        return text, tone

    def show_camera(self, age_ms: float | None) -> None:
        """Write how late the virtual camera is."""
        text = "–" if age_ms is None else self.tr("{0:.0f} ms").format(age_ms)
        is_old = age_ms is not None and age_ms > _OLD_MS
        self.air.show_value(4, text, "attention" if is_old else "")

    def show_disk(self, left_bytes: int | None) -> None:
        """Write how much room is left."""
        if left_bytes is None:
            self.air.show_value(3, "–")
            return
        is_little = left_bytes < LITTLE_BYTES
        text = self.tr("{0:.0f} GB").format(left_bytes / 1e9)
        self.air.show_value(3, text, "attention" if is_little else "")

    def stream_words(self, health: Health | None) -> tuple[str, str]:
        """Say how a stream fares, in words and their tone."""
        if health is None:
            return self.tr("off"), ""
        if is_up(health) and health.kbit_s < 1 and health.since_s > _SILENT_S:
            return self.tr("nothing goes through"), "attention"
        if is_up(health):
            said = self.tr("{0:.0f} kbit/s, {1:.0f} ms")
            return said.format(health.kbit_s, health.latency_ms), "good"
        return {
            Link.IDLE: self.tr("connecting …"),
            Link.CONNECTING: self.tr("connecting …"),
            Link.RECOVERING: self.tr("reconnecting …"),
            Link.LOST: self.tr("lost"),
        }.get(health.link, self.tr("off")), "attention"

    def stream_line(self, health: Health) -> str:
        """Say how a stream fares and, where it does not, why: if need be as the system does."""
        said, _ = self.stream_words(health)
        if is_up(health) or not health.reason:
            return said
        why = {
            "the server takes nothing": self.tr("the server takes nothing"),
            "no answer": self.tr("no answer"),
            "the connection ended": self.tr("the connection ended"),
            "Broken pipe": self.tr("the connection ended"),
            "Connection refused": self.tr("the server refuses"),
        }.get(health.reason, health.reason)
        return self.tr("{0} ({1})").format(said, why)
