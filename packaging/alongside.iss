; Inno Setup 6: an installer for one person, without administrator rights. Not run by us yet.
; Called by build-windows.ps1 with /DVersion=…
[Setup]
AppId={{5D2D5C2B-6B5A-4D0C-9F1B-0C6C1E6B7A41}
AppName=Alongside
AppVersion={#Version}
DefaultDirName={localappdata}\Programs\Alongside
DefaultGroupName=Alongside
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
LicenseFile=..\LICENSE
OutputDir=..\dist
OutputBaseFilename=alongside-{#Version}-setup
SetupIconFile=..\build\icons\alongside.ico
UninstallDisplayIcon={app}\alongside.exe
Compression=lzma2
SolidCompression=yes
; A running agent is asked to close, and files it holds are replaced.
CloseApplications=yes

[Files]
Source: "..\build\frozen\alongside\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{group}\Alongside"; Filename: "{app}\alongsidew.exe"

[Tasks]
Name: atlogin; Description: "Start Alongside when I log in"; Flags: unchecked

[Registry]
; The same entry that the tray menu writes (agent/autostart.py), so either can take it away again.
Root: HKCU; Subkey: "Software\Microsoft\Windows\CurrentVersion\Run"; ValueType: string; ValueName: "Alongside"; ValueData: """{app}\alongsidew.exe"""; Tasks: atlogin
; Whoever wrote it, it goes with the program; settings and library stay.
Root: HKCU; Subkey: "Software\Microsoft\Windows\CurrentVersion\Run"; ValueType: none; ValueName: "Alongside"; Flags: uninsdeletevalue dontcreatekey

[Run]
Filename: "{app}\alongsidew.exe"; Description: "Start Alongside now"; Flags: postinstall nowait
