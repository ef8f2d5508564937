"""Turning the remote control on, and leading a phone to it."""

import numpy as np
from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from tryon.app.kiosk.parts import chip, label
from tryon.app.studio.sheet import Sheet
from tryon.handoff.qr import qr

_QR_PX = 220


class RemoteSheet(Sheet):
    """Two switches, a QR code and an address."""

    turned = Signal(bool, bool, bool)
    renewed = Signal()

    def __init__(self, parent: QWidget) -> None:
        title = QCoreApplication.translate("RemoteSheet", "Remote control")
        super().__init__(title, parent)
        self._on = chip(self.tr("Remote control"))
        self._lan = chip(self.tr("Phones in this network, too"))
        self._tls = chip(self.tr("Encrypted between here and the phone"))
        for switch in (self._on, self._lan, self._tls):
            switch.clicked.connect(
                lambda: self.turned.emit(
                    self._on.isChecked(), self._lan.isChecked(), self._tls.isChecked()
                )
            )
            self.column.addWidget(switch)
        self._code = QLabel()
        self._code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._code.setAccessibleName(self.tr("QR code of the remote control"))
        self.column.addWidget(self._code)
        self._address = label("", "soft", wraps=True, is_centred=True)
        self._address.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.column.addWidget(self._address)
        self._plain = label("", "soft", wraps=True, is_centred=True)
        self.column.addWidget(self._plain)
        self._renew = QPushButton(self.tr("Make the old link invalid"))
        self._renew.setAccessibleName(self._renew.text())
        self._renew.clicked.connect(self.renewed)
        self.column.addWidget(self._renew)

    def show_state(
        self, *, is_on: bool, is_on_lan: bool, is_encrypted: bool, url: str, fault: str
    ) -> None:
        """Show whether it runs, and where; or why not."""
        self._on.setChecked(is_on)
        self._lan.setChecked(is_on_lan)
        self._tls.setVisible(is_on_lan)
        self._tls.setChecked(is_encrypted)
        if url.startswith("https:"):
            said = self.tr(
                "The phone warns once that nobody vouches for this computer: go on, the "
                "address is the one on this screen."
            )
        elif url and is_on_lan:
            said = self.tr("Others in the network could read along: use one of your own.")
        else:
            said = ""
        self._plain.setText(said)
        self._plain.setVisible(bool(said))
        self._code.setVisible(bool(url) and is_on_lan)  # no phone finds what is only here
        self._renew.setVisible(bool(url))
        off = self.tr("A phone or a key pad can put looks on, record and panic.")
        self._address.setText(fault or url or off)
        if url:
            self._code.setPixmap(_picture(url))
        self.lay()


def _picture(text: str) -> QPixmap:
    dark = qr(text)
    scale = max(_QR_PX // len(dark), 1)
    grey = np.where(dark, 0, 255).astype(np.uint8).repeat(scale, 0).repeat(scale, 1)
    side = grey.shape[0]
    image = QImage(grey.tobytes(), side, side, side, QImage.Format.Format_Grayscale8)
    return QPixmap.fromImage(image)
