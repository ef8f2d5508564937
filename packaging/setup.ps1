# Makes a Windows 10 or 11 machine (x64) ready, and does the main job.
#
#   powershell -ExecutionPolicy Bypass -File packaging\setup.ps1 run             install, tryon demo, then the window
#   powershell -ExecutionPolicy Bypass -File packaging\setup.ps1 test [ARGS]     install with the test tools, then the whole suite
#   powershell -ExecutionPolicy Bypass -File packaging\setup.ps1 install [test]  install only
#
# The twin of setup.sh. Written with care, NOT YET SEEN RUNNING: no Windows machine was at hand.
# Works in Windows PowerShell 5.1 and in PowerShell 7.
# Everything goes into .venv beside this checkout. $env:TRYON_PYTHON names the Python to use (3.11 or 3.12).

# A plain parameter list: whatever else is given stays in $args, also words that begin with a dash.
param([string]$Command = 'help')

$ErrorActionPreference = 'Stop'
Set-Location (Join-Path $PSScriptRoot '..')
$Lock = 'packaging\requirements.lock'
$Python = '.venv\Scripts\python.exe'
$Tryon = '.venv\Scripts\tryon.exe'
$Others = @($args)
$Record = '.venv\installed'   # what was installed; variable names know no case here

function Say([string]$Text) { Write-Host "==> $Text" -ForegroundColor Cyan }

# A native command does not raise by itself in Windows PowerShell.
function Invoke-Checked([string]$Program, [string[]]$Arguments) {
    & $Program @Arguments
    if ($LASTEXITCODE -ne 0) { throw "$Program $($Arguments -join ' ') ended with $LASTEXITCODE" }
}

# Found by running it: python.exe of the Windows Store is a placeholder until something is installed.
function Find-Python {
    $probe = 'import struct, sys; sys.exit(not ((3, 11) <= sys.version_info[:2] <= (3, 12) and struct.calcsize(''P'') == 8))'
    $candidates = @()
    if ($env:TRYON_PYTHON) { $candidates += , @($env:TRYON_PYTHON) }
    $candidates += , @('py', '-3.11')
    $candidates += , @('py', '-3.12')
    $candidates += , @('python')
    foreach ($candidate in $candidates) {
        if (-not (Get-Command $candidate[0] -ErrorAction SilentlyContinue)) { continue }
        $options = @($candidate | Select-Object -Skip 1)
        # Words on stderr must not end the script here: the next candidate may do.
        $before = $ErrorActionPreference
        $ErrorActionPreference = 'SilentlyContinue'
        & $candidate[0] @options -c $probe 2>$null | Out-Null
        $works = $LASTEXITCODE -eq 0
        $path = if ($works) { & $candidate[0] @options -c 'import sys; print(sys.executable)' }
        $ErrorActionPreference = $before
        if ($works) { return "$path".Trim() }
    }
    throw 'Python 3.11 or 3.12 (64-bit) is needed, and neither is here. Install one from python.org or with: winget install Python.Python.3.12'
}

function Get-Stamp([string]$Found) {
    $text = (Get-Content -Raw $Lock) + (Get-Content -Raw pyproject.toml) + (& $Found -VV) + (Get-Location).Path
    $bytes = [System.Text.Encoding]::UTF8.GetBytes($text)
    $sha = [System.Security.Cryptography.SHA256]::Create()
    try { return ([System.BitConverter]::ToString($sha.ComputeHash($bytes)) -replace '-', '') }
    finally { $sha.Dispose() }
}

function Install-Tryon([string]$Extra) {
    $found = Find-Python
    $stamp = Get-Stamp $found
    if ((Test-Path $Tryon) -and (Test-Path $Record) -and ((Get-Content $Record) -contains "$Extra $stamp")) { return }
    $same = (Test-Path $Python) -and ("$(& $Python -VV)" -eq "$(& $found -VV)")
    if (-not $same) {
        Say "Python environment: .venv ($(& $found -V))"
        if (Test-Path .venv) { Remove-Item -Recurse -Force .venv }
        Invoke-Checked $found @('-m', 'venv', '.venv')
    }
    Say "Python packages: versions of $Lock (some 1.5 GB on disk, minutes on the first run)"
    if (Test-Path $Record) { Remove-Item $Record }
    Invoke-Checked $Python @(
        '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--use-pep517',
        '--constraint', $Lock, '--editable', ".[$Extra]"
    )
    $ErrorActionPreference = 'Continue'  # only in this function: what it writes to stderr is no error
    & $Python -c 'import mediapipe' 2>$null
    if ($LASTEXITCODE -ne 0) {
        throw 'The face tracker does not load. It needs the Visual C++ runtime: winget install Microsoft.VCRedist.2015+.x64'
    }
    # Says what works, and lets libraries build their caches now instead of in front of a customer.
    Say 'tryon doctor'
    Invoke-Checked $Tryon @('doctor')
    # The test tools are a superset, so what is there for testing also runs.
    $lines = @("demo $stamp")
    if ($Extra -eq 'test') { $lines += "test $stamp" }
    Set-Content -Path $Record -Value $lines
}

switch ($Command) {
    'run' {
        Install-Tryon 'demo'
        Say 'tryon demo'
        Invoke-Checked $Tryon @('demo')
        Say 'tryon'
        Invoke-Checked $Tryon @()
    }
    'test' {
        Install-Tryon 'test'
        Invoke-Checked $Python (@('-m', 'pytest') + $Others)
    }
    'install' {
        $extra = if ($Others.Count -gt 0) { $Others[0] } else { 'demo' }
        Install-Tryon $extra
    }
    default {
        Get-Content $PSCommandPath | Select-Object -Skip 0 -First 9 | ForEach-Object { $_ -replace '^# ?', '' }
        exit 2
    }
}
