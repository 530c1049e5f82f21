# Builds dist\alongside-VERSION-windows.zip, and with Inno Setup 6 installed also the installer.
# Run in PowerShell 5 or newer with Python 3.11 or newer from python.org (its Tcl/Tk is needed). Not run by us yet.
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..")

function Invoke-Step([string] $Program, [string[]] $Words) {
    & $Program @Words
    if ($LASTEXITCODE -ne 0) { throw "$Program ended with $LASTEXITCODE" }
}

$venv = "build\installer-venv"
if (-not (Test-Path "$venv\Scripts\python.exe")) { Invoke-Step "py" @("-3", "-m", "venv", $venv) }
$python = "$venv\Scripts\python.exe"
$env:PIP_DISABLE_PIP_VERSION_CHECK = "1"
# constraints.txt pins what was tested on Linux; packages for Windows alone are free.
Invoke-Step $python @("-m", "pip", "install", "--quiet", "--upgrade", "-c", "constraints.txt", ".", "pyinstaller>=6.10,<7")
Invoke-Step $python @("packaging\icons.py")
Invoke-Step "$venv\Scripts\pyinstaller.exe" @("--noconfirm", "--log-level", "ERROR", "--distpath", "build\frozen", "--workpath", "build\pyinstaller", "packaging\alongside.spec")

$version = & $python -c "from importlib.metadata import version; print(version('alongside'))"
Invoke-Step "build\frozen\alongside\alongside.exe" @("--version")
New-Item -ItemType Directory -Force dist | Out-Null
Compress-Archive -Force -Path build\frozen\alongside -DestinationPath "dist\alongside-$version-windows.zip"

$inno = Join-Path ${env:ProgramFiles(x86)} "Inno Setup 6\ISCC.exe"
if (Test-Path $inno) {
    Invoke-Step $inno @("/Qp", "/DVersion=$version", "packaging\alongside.iss")
} else {
    Write-Host "Inno Setup 6 is not installed, so there is a zip and no installer."
}
Get-ChildItem dist
