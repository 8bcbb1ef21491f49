/** Serves the inbox of the Firestore emulator at `firestorePort`. Answers a function that stops it. */
export function startInbox(port: number, firestorePort: number): Promise<() => Promise<void>>;
