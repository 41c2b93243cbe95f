// What only the browser can do for the dashboard; called from Pieces/BrowserTools.cs.

export async function copy(text) {
    try {
        await navigator.clipboard.writeText(text);
        return true;
    } catch {
        return false;
    }
}

export async function untilVisible() {
    while (document.hidden) await new Promise(seen => document.addEventListener("visibilitychange", seen, { once: true }));
}

export function countryNames(countries) {
    const names = new Intl.DisplayNames([navigator.language, "en"], { type: "region" });
    return countries.map(country => names.of(country));
}

export function homeCountry() {
    return new Intl.Locale(navigator.language).region ?? null;
}

export function save(name, mediaType, text) {
    const address = URL.createObjectURL(new Blob([text], { type: mediaType }));
    const link = document.createElement("a");
    link.href = address;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

// Passkeys: what the registry asks goes in as it came, what the browser makes goes back as it is.
async function passkey(call) {
    if (!window.PublicKeyCredential?.parseCreationOptionsFromJSON) return { failure: "Unsupported" };
    try {
        return { credential: (await call()).toJSON() };
    } catch (error) {
        return { failure: error.name };
    }
}

export function makePasskey(options) {
    return passkey(() => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }));
}

export function showPasskey(options) {
    return passkey(() => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }));
}
