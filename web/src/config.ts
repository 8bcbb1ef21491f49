/** Which Firebase project the page talks to, and where its emulators are when it has some. */
export interface Config {
  readonly firebase: WebConfig;
  readonly emulators?: {
    readonly host: string;
    readonly authPort: number;
    readonly firestorePort: number;
    readonly functionsPort?: number;
  };
}

interface WebConfig {
  readonly [setting: string]: unknown;
  readonly projectId: string;
  readonly apiKey: string;
}

const isWebConfig = (value: unknown): value is WebConfig =>
  typeof value === 'object' &&
  value !== null &&
  'projectId' in value &&
  typeof value.projectId === 'string' &&
  'apiKey' in value &&
  typeof value.apiKey === 'string';

function emulatorAt([host, port]: readonly unknown[]): [string, number] {
  if (typeof host !== 'string' || typeof port !== 'number')
    throw new Error('Hosting names an emulator without address.');
  return [host, port];
}

/** What the script calls on the global `firebase`. Everything arrives from outside, hence `unknown`. */
interface HostingSdk {
  initializeApp(config: unknown): void;
  auth(): { useEmulator(url: unknown): void };
  firestore(): { useEmulator(...address: unknown[]): void };
  functions(): { useEmulator(...address: unknown[]): void };
}

declare global {
  var firebase: HostingSdk | undefined;
}

/**
 * Firebase Hosting, real or emulated, knows the project it serves and offers that at a reserved URL as a script for the
 * SDK of old. The page lends that script a listener in place of the SDK: no project is built into the page, no port is
 * fixed, and the same files run on a laptop and on a deployed project.
 * @throws when the page is not served by Hosting, or the project has no web app
 */
export async function loadConfig(): Promise<Config> {
  let firebaseConfig: unknown;
  let auth: URL | undefined;
  let firestore: [string, number] | undefined;
  let functions: [string, number] | undefined;

  globalThis.firebase = {
    initializeApp: (config) => {
      firebaseConfig = config;
    },
    auth: () => ({
      useEmulator: (url) => {
        auth = new URL(String(url));
      },
    }),
    firestore: () => ({
      useEmulator: (...address) => {
        firestore = emulatorAt(address);
      },
    }),
    functions: () => ({
      useEmulator: (...address) => {
        functions = emulatorAt(address);
      },
    }),
  };
  try {
    await runScript('/__/firebase/init.js?useEmulator=true');
  } finally {
    globalThis.firebase = undefined;
  }

  if (!isWebConfig(firebaseConfig)) throw new Error('Hosting names no Firebase web app for this project.');
  if (auth === undefined || firestore === undefined) return { firebase: firebaseConfig };
  return {
    firebase: firebaseConfig,
    emulators: {
      host: firestore[0],
      authPort: Number(auth.port),
      firestorePort: firestore[1],
      ...(functions === undefined ? {} : { functionsPort: functions[1] }),
    },
  };
}

function runScript(src: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = src;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`Hosting does not answer ${src}.`));
    document.head.append(script);
  });
}
