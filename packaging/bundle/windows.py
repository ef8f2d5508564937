"""What Windows is told of the program."""


def version_resource(version: str) -> str:
    """Write the version resource that PyInstaller puts into the programs.

    Parameters
    ----------
    version : str
        Like ``1.2.3``; what comes after three numbers is left out of the numbers.
    """
    numbers = [int(part) for part in version.split(".")[:3] if part.isdigit()]
    quad = (*numbers, 0, 0, 0, 0)[:4]
    texts = {
        "CompanyName": "tryon",
        "FileDescription": "tryon: AR try-on",
        "FileVersion": version,
        "InternalName": "tryon",
        "LegalCopyright": "Apache-2.0; see tryon licences",
        "OriginalFilename": "tryon.exe",
        "ProductName": "tryon",
        "ProductVersion": version,
    }
    rows = ", ".join(f"StringStruct({key!r}, {text!r})" for key, text in texts.items())
    return f"""VSVersionInfo(
  ffi=FixedFileInfo(filevers={quad}, prodvers={quad}, mask=0x3f, flags=0x0, OS=0x40004,
                    fileType=0x1, subtype=0x0, date=(0, 0)),
  kids=[StringFileInfo([StringTable('040904B0', [{rows}])]),
        VarFileInfo([VarStruct('Translation', [1033, 1200, 2052, 1200])])])
"""
