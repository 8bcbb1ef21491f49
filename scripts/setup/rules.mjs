// firestore.rules while the emulators run. firebase-tools would watch the file itself, in a way that hidane refuses and that
// ends the whole suite; so it is given a copy that never changes, and we hand every saved change to the emulator.
import { readFileSync, watchFile } from 'node:fs';
import { HOST, PROJECT } from './places.mjs';
import { say } from './screen.mjs';

const POLL_MS = 400;

export function watchRules(path, firestorePort) {
  watchFile(path, { interval: POLL_MS }, async (now) => {
    // An editor that replaces the file leaves a moment without one.
    if (now.size === 0) return;
    const refused = await loadRules(readFileSync(path, 'utf8'), firestorePort).catch((error) => error.message);
    say(
      refused
        ? `✗ firestore.rules was not loaded, the rules before it stay in force: ${refused}`
        : '✓ firestore.rules loaded',
    );
  });
}

/** Gives what the emulator has against these rules, or undefined when they are in force. */
async function loadRules(content, firestorePort) {
  const answer = await fetch(`http://${HOST}:${firestorePort}/emulator/v1/projects/${PROJECT}:securityRules`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ rules: { files: [{ name: 'firestore.rules', content }] } }),
  });
  if (answer.ok) return undefined;
  const text = await answer.text();
  try {
    return JSON.parse(text).error.message;
  } catch {
    return text;
  }
}
