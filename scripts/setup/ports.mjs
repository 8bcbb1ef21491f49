// The ports of the suite: fixed for `npm start`, each with an environment variable of its own; free ones for the rest.
import { connect, createServer } from 'node:net';
import { HOST } from './places.mjs';
import { Trouble } from './screen.mjs';

export const SERVICES = {
  hosting: { port: 5000, title: 'Hosting' },
  functions: { port: 5001, title: 'Functions' },
  inbox: { port: 5002, title: 'the mail inbox' },
  platforms: { port: 5003, title: 'the fake platforms' },
  firestore: { port: 8080, title: 'Firestore' },
  auth: { port: 9099, title: 'Auth' },
  storage: { port: 9199, title: 'Storage' },
  eventarc: { port: 9299, title: 'Eventarc' },
  tasks: { port: 9499, title: 'Tasks' },
  hub: { port: 4400, title: 'the emulator hub' },
  logging: { port: 4500, title: 'logging' },
};

const variable = (service) => `FIRECIRCLE_${service.toUpperCase()}_PORT`;

/** The fixed ports, or what the environment says, all of them free; else one sentence that names those that are taken. */
export async function fixedPorts(services) {
  const ports = {};
  for (const service of services) {
    const text = process.env[variable(service)];
    const port = text ? Number(text) : SERVICES[service].port;
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      throw new Trouble(`${variable(service)} is "${text}": it must be a port number from 1 to 65535.`);
    }
    const twin = Object.keys(ports).find((other) => ports[other] === port);
    if (twin)
      throw new Trouble(
        `${SERVICES[twin].title} and ${SERVICES[service].title} both want port ${port}: set ${variable(service)} to another one.`,
      );
    ports[service] = port;
  }
  const taken = [];
  for (const [service, port] of Object.entries(ports)) if (!(await isFree(port))) taken.push(service);
  if (taken.length > 0) throw new Trouble(await takenMessage(taken, ports));
  return { ...ports, websocket: await freePort() };
}

async function takenMessage(taken, ports) {
  const names = taken.map((service) => `${ports[service]} (${SERVICES[service].title})`).join(', ');
  // Far enough away to meet neither another service nor a port that browsers refuse.
  const moved = taken.map((service) => `${variable(service)}=${(ports[service] + 10_000) % 65_536}`).join(' ');
  if (taken.includes('hub') && (await isEmulatorHub(ports.hub))) {
    return `An emulator suite is already running here, on ${names}: stop it with Ctrl-C where it was started, or start this one on other ports with \`${moved} npm start\`.`;
  }
  const airplay =
    process.platform === 'darwin' && taken.includes('hosting') && ports.hosting === 5000
      ? ' On a Mac port 5000 is AirPlay Receiver, which can be switched off under System Settings, General, AirDrop & Handoff.'
      : '';
  const [port, is] = taken.length === 1 ? ['Port', 'is'] : ['Ports', 'are'];
  return `${port} ${names} ${is} taken by another program: end it, or choose other ports, for example \`${moved} npm start\`.${airplay}`;
}

async function isEmulatorHub(port) {
  try {
    const answer = await fetch(`http://${HOST}:${port}/emulators`, { signal: AbortSignal.timeout(1000) });
    return answer.ok;
  } catch {
    return false;
  }
}

/** Ports that nobody uses, below the range that the system hands out for outgoing connections. */
export async function freePorts(services) {
  const ports = {};
  for (const service of [...services, 'websocket']) ports[service] = await freePort(Object.values(ports));
  return ports;
}

const FIRST = 20_000;
const LAST = 29_999;

async function freePort(except = []) {
  for (let tries = 0; tries < 500; tries += 1) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    if (!except.includes(port) && (await isFree(port))) return port;
  }
  throw new Trouble(`No free port was found between ${FIRST} and ${LAST}.`);
}

/** Free means that nobody answers there and that we may listen; on some systems both can be true of a taken port. */
async function isFree(port) {
  return (await canListen(port)) && !(await answers(port));
}

function canListen(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: HOST, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect({ host: HOST, port });
    const done = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
    socket.setTimeout(1000, () => done(false));
  });
}
