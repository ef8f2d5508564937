#!/usr/bin/env bash
# Makes tryon-VERSION.dmg of tryon.app; signs and has it notarised where the secrets for it are.
# Written with care, NOT YET SEEN RUNNING: no Mac was at hand.
#   bash packaging/macos/package.sh dist/tryon.app VERSION OUT.dmg
#   TRYON_SIGN_AS="Developer ID Application: …"                 a certificate in the keychain: signs
#   TRYON_NOTARY_KEY=key.p8 TRYON_NOTARY_ID=… TRYON_NOTARY_ISSUER=…   App Store Connect: notarises
set -euo pipefail

app=${1:?tryon.app} version=${2:?version} out=${3:?OUT.dmg}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# What the system asks people, in their language.
for language in en zh-Hans; do
    mkdir -p "$app/Contents/Resources/$language.lproj"
    cp "$here/$language.lproj/InfoPlist.strings" "$app/Contents/Resources/$language.lproj/"
done

if [[ -n ${TRYON_SIGN_AS:-} ]]; then
    # From the inside out; `--deep` would give the libraries entitlements that they do not need.
    find "$app/Contents" -type f \( -name '*.dylib' -o -name '*.so' \) -print0 |
        xargs -0 -n 50 codesign --force --timestamp --options runtime --sign "$TRYON_SIGN_AS"
    codesign --force --timestamp --options runtime --entitlements "$here/entitlements.plist" \
        --sign "$TRYON_SIGN_AS" "$app"
    codesign --verify --strict --verbose=2 "$app"
else
    # Without a certificate the copied texts have broken PyInstaller's own signature.
    codesign --force --deep --sign - --entitlements "$here/entitlements.plist" "$app"
fi

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
cp -R "$app" "$stage/"
ln -s /Applications "$stage/Applications"
rm -f "$out"
hdiutil create -quiet -volname "tryon $version" -srcfolder "$stage" -format ULFO -fs HFS+ "$out"

if [[ -n ${TRYON_SIGN_AS:-} ]]; then
    codesign --timestamp --sign "$TRYON_SIGN_AS" "$out"
fi
if [[ -n ${TRYON_NOTARY_KEY:-} ]]; then
    xcrun notarytool submit "$out" --wait \
        --key "$TRYON_NOTARY_KEY" --key-id "$TRYON_NOTARY_ID" --issuer "$TRYON_NOTARY_ISSUER"
    xcrun stapler staple "$out"
fi
printf '%s\n' "$out"
