import type { Installable } from './installable';
import type { Installation } from './installation';

/**
 * `install.ps1` of a release, for the PowerShell that Windows brings (5.1) and for newer ones:
 * `irm <url>/install.ps1 | iex`. `files` are those for Windows.
 */
export function renderInstallPs1({ name, version, url }: Installation, files: readonly Installable[]): string {
  const units = [...new Set(files.map(({ unit }) => unit))];
  return `# Installs ${name} ${version}:
#
#   irm ${url}/install.ps1 | iex
#   & ([scriptblock]::Create((irm ${url}/install.ps1))) [${units.join(' | ')}] [-To <folder>] [-From <url>]
param(
  [string[]] $Name = @(),
  [string] $To = (Join-Path $env:LOCALAPPDATA 'Programs\\${name}\\bin'),
  [string] $From = '${url}'
)

$release = '${name}'
$version = '${version}'
$units = @(${units.map(quote).join(', ')})
$files = @(
${files.map(renderRow).join(',\n')}
)
${BODY}`;
}

function renderRow({ unit, architecture, file, sha256, programs }: Installable): string {
  const list = programs.map(quote).join(', ');
  return `  @{ Unit = ${quote(unit)}; Architecture = '${architecture}'; File = '${file}'; Sha256 = '${sha256}'; Programs = @(${list}) }`;
}

/** A literal string of PowerShell's: only the quote itself is special, and is doubled. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

const BODY = `
function Get-Architectures {
  # PROCESSOR_ARCHITEW6432 is the machine's own where this shell runs in emulation.
  $machine = if ($env:PROCESSOR_ARCHITEW6432) { $env:PROCESSOR_ARCHITEW6432 } else { $env:PROCESSOR_ARCHITECTURE }
  switch ($machine) {
    # Windows on ARM runs programs for x86_64 too.
    'ARM64' { @('aarch64', 'x86_64', 'i686') }
    'AMD64' { @('x86_64', 'i686') }
    'x86' { @('i686') }
    default { throw "$release $version is not built for a processor $machine" }
  }
}

function Select-File([string] $unit) {
  foreach ($architecture in Get-Architectures) {
    foreach ($file in $files) {
      if ($file.Unit -eq $unit -and $file.Architecture -eq $architecture) { return $file }
    }
  }
  throw "there is no $unit $version for this processor; there are: $(($files | ForEach-Object { $_.File }) -join ', ')"
}

function Get-Unit([string] $unit, [string] $scratch) {
  $file = Select-File $unit
  $path = Join-Path $scratch $file.File
  Write-Host "downloading $From/$($file.File)"
  Invoke-WebRequest -UseBasicParsing -Uri "$From/$($file.File)" -OutFile $path
  $found = (Get-FileHash -Algorithm SHA256 -LiteralPath $path).Hash.ToLowerInvariant()
  if ($found -ne $file.Sha256) {
    throw "$($file.File) is not what was released: its sha256 is $found, and not $($file.Sha256). Nothing was installed."
  }
  $unpacked = Join-Path $scratch "$unit.files"
  New-Item -ItemType Directory -Path $unpacked | Out-Null
  if ($path.EndsWith('.zip')) { Expand-Archive -LiteralPath $path -DestinationPath $unpacked }
  elseif ($path.EndsWith('.tar.gz')) {
    tar -xf $path -C $unpacked
    if ($LASTEXITCODE -ne 0) { throw "could not unpack $path" }
  }
  else { Move-Item -LiteralPath $path -Destination $unpacked }
  foreach ($program in $file.Programs) { Join-Path $unpacked $program }
}

function Install-Release {
  $ErrorActionPreference = 'Stop'
  # Drawing it takes PowerShell 5.1 longer than the download.
  $ProgressPreference = 'SilentlyContinue'
  [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
  foreach ($each in $Name) {
    if ($units -notcontains $each) { throw "$release $version has no $each; it has: $($units -join ', ')" }
  }
  if ($Name.Count -eq 0 -and $units.Count -gt 1) { throw "say which to install: $($units -join ', ')" }
  $wanted = if ($Name.Count -eq 0) { $units } else { $Name }
  $scratch = Join-Path ([IO.Path]::GetTempPath()) "$release-install-$([Guid]::NewGuid())"
  New-Item -ItemType Directory -Path $scratch | Out-Null
  try {
    # Nothing is installed before all of it is there and is what was released.
    $programs = @(foreach ($unit in $wanted) { Get-Unit $unit $scratch })
    New-Item -ItemType Directory -Force -Path $To | Out-Null
    foreach ($program in $programs) {
      $place = Join-Path $To (Split-Path -Leaf $program)
      Move-Item -Force -LiteralPath $program -Destination $place
      Write-Host "$(Split-Path -Leaf $program) $version is at $place"
    }
  }
  finally { Remove-Item -Recurse -Force -LiteralPath $scratch }
  if (($env:Path -split ';') -notcontains $To) {
    Write-Host "$To is not on your Path. To add it: [Environment]::SetEnvironmentVariable('Path', [Environment]::GetEnvironmentVariable('Path', 'User') + ';$To', 'User')"
  }
}

Install-Release
`;
