"""Asking for files and folders."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QMimeData, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from tryon.sources.clip import CLIP_SUFFIXES
from tryon.sources.still import PHOTO_SUFFIXES


def ask_for_source(window: QWidget) -> str:
    """Let a photo or a video be chosen; empty when none was."""
    tr = QCoreApplication.translate
    patterns = " ".join(f"*{suffix}" for suffix in sorted(PHOTO_SUFFIXES | CLIP_SUFFIXES))
    kinds = f"{tr('Dialogs', 'Photos and videos')} ({patterns})"
    name, _ = QFileDialog.getOpenFileName(
        window,
        tr("Dialogs", "Open photo or video"),
        filter=f"{kinds};;{tr('Dialogs', 'All files')} (*)",
    )
    return name


def ask_for_folder(window: QWidget, start: Path) -> Path | None:
    """Let a folder be chosen for what is kept; None when none was."""
    title = QCoreApplication.translate("Dialogs", "Folder for photos and recordings")
    name = QFileDialog.getExistingDirectory(window, title, str(start))
    return Path(name) if name else None


def show_in_desktop(path: Path) -> None:
    """Open a file or a folder with the program that the desktop has for it.

    Of a file that has gone meanwhile the folder is opened.
    """
    there = path if path.exists() else path.parent
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(there)))


def dropped_file(data: QMimeData) -> str:
    """Name the one file that is being dragged; empty for anything else."""
    names = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
    return names[0] if len(names) == 1 else ""
