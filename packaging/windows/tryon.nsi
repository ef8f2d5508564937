; The installer for Windows: for one user, without an administrator, in English and Chinese.
;   makensis -DVERSION=1.2.3 -DPAYLOAD=dist\tryon -DOUT=tryon-1.2.3-setup.exe packaging\windows\tryon.nsi
; Silent: setup.exe /S [/D=C:\place]   uninstall.exe /S [/PURGE deletes settings and products, too]
Unicode true
ManifestDPIAware true
ManifestLongPathAware true
ManifestSupportedOS all
RequestExecutionLevel user
SetCompressor /SOLID lzma

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include WordFunc.nsh
!include x64.nsh

!ifndef VERSION | PAYLOAD | OUT
  !error "give -DVERSION=, -DPAYLOAD= and -DOUT="
!endif
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\tryon"

Name "tryon"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\tryon"
InstallDirRegKey HKCU "Software\tryon" "Folder"
BrandingText "tryon ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey ProductName "tryon"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey FileDescription "tryon setup"
VIAddVersionKey LegalCopyright "Apache-2.0"

!ifdef ICON
  !define MUI_ICON "${ICON}"
  !define MUI_UNICON "${ICON}"
!endif
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\tryonw.exe"
!define MUI_FINISHPAGE_RUN_TEXT "$(RUN)"
!define MUI_LANGDLL_REGISTRY_ROOT HKCU
!define MUI_LANGDLL_REGISTRY_KEY "Software\tryon"
!define MUI_LANGDLL_REGISTRY_VALUENAME "Language"

!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "SimpChinese"
!insertmacro MUI_RESERVEFILE_LANGDLL

LangString RUN ${LANG_ENGLISH} "Open tryon"
LangString RUN ${LANG_SIMPCHINESE} "打开 tryon"
LangString KIOSK ${LANG_ENGLISH} "Shopper's mirror"
LangString KIOSK ${LANG_SIMPCHINESE} "顾客试妆镜"
LangString STUDIO ${LANG_ENGLISH} "Control room"
LangString STUDIO ${LANG_SIMPCHINESE} "直播控制台"
LangString DESK ${LANG_ENGLISH} "Shop's desk"
LangString DESK ${LANG_SIMPCHINESE} "店铺工作台"
LangString NEWER ${LANG_ENGLISH} "A newer version of tryon ($0) is installed. Put ${VERSION} in its place?"
LangString NEWER ${LANG_SIMPCHINESE} "已安装更新的 tryon 版本（$0）。要用 ${VERSION} 替换它吗？"
LangString RUNNING ${LANG_ENGLISH} "tryon is running. It is closed now; what is being recorded is completed first."
LangString RUNNING ${LANG_SIMPCHINESE} "tryon 正在运行，现在将关闭它；正在录制的内容会先保存完毕。"
LangString LOCKED ${LANG_ENGLISH} "Files of tryon are still in use. Close it, and try again."
LangString LOCKED ${LANG_SIMPCHINESE} "tryon 的文件仍在使用中。请先关闭它，然后重试。"
LangString ONLY64 ${LANG_ENGLISH} "tryon needs 64-bit Windows 10 or later."
LangString ONLY64 ${LANG_SIMPCHINESE} "tryon 需要 64 位 Windows 10 或更高版本。"
LangString YOURS ${LANG_ENGLISH} "Delete your settings, products and the kiosk's log, too?$\r$\nPhotos and clips stay where they are."
LangString YOURS ${LANG_SIMPCHINESE} "是否同时删除您的设置、商品和试妆镜日志？$\r$\n照片和视频会保留在原处。"

; Asks the windows of this user to close, waits, and ends what is left. The one that looks after
; a kiosk goes first: it would start the kiosk again.
!macro CLOSE UN
Function ${UN}Close
  nsExec::ExecToStack 'cmd /c tasklist /NH /FI "USERNAME eq %USERDOMAIN%\%USERNAME%" | findstr /I /B "tryon.exe tryonw.exe"'
  Pop $1
  Pop $2
  ${If} $1 != 0
    Return
  ${EndIf}
  MessageBox MB_OKCANCEL|MB_ICONINFORMATION "$(RUNNING)" /SD IDOK IDOK +2
  Abort
  nsExec::Exec 'cmd /c taskkill /F /FI "USERNAME eq %USERDOMAIN%\%USERNAME%" /IM tryon.exe'
  Pop $1
  nsExec::Exec 'cmd /c taskkill /FI "USERNAME eq %USERDOMAIN%\%USERNAME%" /IM tryonw.exe'
  Pop $1
  Sleep 3000
  nsExec::Exec 'cmd /c taskkill /F /T /FI "USERNAME eq %USERDOMAIN%\%USERNAME%" /IM tryonw.exe'
  Pop $1
  Sleep 500
FunctionEnd
!macroend
!insertmacro CLOSE ""
!insertmacro CLOSE "un."

Function .onInit
  ${IfNot} ${RunningX64}
    MessageBox MB_OK|MB_ICONSTOP "$(ONLY64)" /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
  !insertmacro MUI_LANGDLL_DISPLAY
  ReadRegStr $0 HKCU "${KEY}" "DisplayVersion"
  ${If} $0 != ""
    ${VersionCompare} $0 "${VERSION}" $1
    ${If} $1 == 1
      ; Silent is for signed updates, which never go back.
      MessageBox MB_YESNO|MB_ICONQUESTION "$(NEWER)" /SD IDNO IDYES onward
      SetErrorLevel 3
      Quit
      onward:
    ${EndIf}
  ${EndIf}
FunctionEnd

Section
  Call Close
  SetOutPath "$INSTDIR"
  ; Modules of an older version must not be found by the new one.
  ${If} ${FileExists} "$INSTDIR\_internal\*.*"
    ClearErrors
    Rename "$INSTDIR\_internal" "$INSTDIR\_old"
    ${If} ${Errors}
      MessageBox MB_OK|MB_ICONSTOP "$(LOCKED)" /SD IDOK
      SetErrorLevel 4
      Abort
    ${EndIf}
    RMDir /r "$INSTDIR\_old"
  ${EndIf}
  File /r "${PAYLOAD}\*.*"
  WriteUninstaller "$INSTDIR\uninstall.exe"

  RMDir /r "$SMPROGRAMS\tryon"
  CreateDirectory "$SMPROGRAMS\tryon"
  CreateShortCut "$SMPROGRAMS\tryon\tryon.lnk" "$INSTDIR\tryonw.exe"
  CreateShortCut "$SMPROGRAMS\tryon\$(KIOSK).lnk" "$INSTDIR\tryonw.exe" "kiosk"
  CreateShortCut "$SMPROGRAMS\tryon\$(STUDIO).lnk" "$INSTDIR\tryonw.exe" "studio"
  CreateShortCut "$SMPROGRAMS\tryon\$(DESK).lnk" "$INSTDIR\tryonw.exe" "desk"

  WriteRegStr HKCU "Software\tryon" "Folder" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "DisplayName" "tryon"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\tryonw.exe"
  WriteRegStr HKCU "${KEY}" "Publisher" "tryon"
  WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${KEY}" "EstimatedSize" $0
SectionEnd

Function un.onInit
  !insertmacro MUI_UNGETLANGUAGE
FunctionEnd

Section "Uninstall"
  Call un.Close
  ; Only what was put there: the folder may have been chosen badly.
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\tryon.exe"
  Delete "$INSTDIR\tryonw.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  RMDir /r "$SMPROGRAMS\tryon"
  nsExec::Exec 'schtasks /Delete /F /TN "tryon kiosk"'
  Pop $0
  DeleteRegKey HKCU "${KEY}"
  DeleteRegKey HKCU "Software\tryon"
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/PURGE" $1
  ${IfNot} ${Errors}
    Goto purge
  ${EndIf}
  MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(YOURS)" /SD IDNO IDNO done
  purge:
    RMDir /r "$LOCALAPPDATA\tryon"
  done:
SectionEnd
