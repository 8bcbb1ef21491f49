import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { isDemoProject, setting } from '../config.ts';
import { isPublicAddress } from './addresses.ts';
import { OutgoingError } from './exchange.ts';

/** Where a stranger's address leads: the URL, and the very addresses that were checked and may be connected to. */
export interface Target {
  readonly url: URL;
  readonly addresses: readonly string[];
}

/** All addresses of a name. @throws when there are none */
export type Resolve = (host: string) => Promise<readonly string[]>;

const resolveByDns: Resolve = async (host) =>
  (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address);

const loopbackHosts: Readonly<Record<string, string>> = {
  '127.0.0.1': '127.0.0.1',
  '[::1]': '::1',
  localhost: '127.0.0.1',
};

/** Receivers on this machine that may be called, as `host:port`, by `FIRECIRCLE_WEBHOOK_ALLOW`. None outside demo projects.
 *  @throws at the first use when it names something else than a loopback host with a port */
export function allowedReceivers(
  text: string | undefined = setting('FIRECIRCLE_WEBHOOK_ALLOW'),
  isDemo: boolean = isDemoProject,
): ReadonlySet<string> {
  if (!isDemo || text === undefined) return new Set();
  const receivers = text.split(',').map((receiver) => receiver.trim());
  for (const receiver of receivers) {
    const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(receiver) ?? [];
    if (!Object.hasOwn(loopbackHosts, host) || Number(port) < 1 || Number(port) > 65_535)
      throw new Error(`FIRECIRCLE_WEBHOOK_ALLOW: "${receiver}" is not a loopback host with a port`);
  }
  return new Set(receivers);
}

/** Names that lead inside wherever they are asked for, and names of one word, which a search domain would complete. */
const insideNames =
  /^[^.]*$|(?:^|\.)(?:localhost|localdomain|local|internal|intranet|private|corp|home|lan|home\.arpa|arpa|test|invalid|onion)$/;

/** Ports of services that speak something else than HTTP and could be told things by it. The rest below 1024 is refused
 *  altogether, but for that of https. https://fetch.spec.whatwg.org/#port-blocking */
const otherServices: ReadonlySet<number> = new Set([
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697,
  9200, 10080, 11211, 27017,
]);

/** Checks all of a URL that can be checked without asking anybody.
 *  @throws OutgoingError `refused-url` */
export function outgoingUrl(text: string, allowed: ReadonlySet<string> = allowedReceivers()): URL {
  if (!URL.canParse(text)) throw refused('This is not a URL');
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') throw refused('The URL must not carry a user name or password');
  if (url.hash !== '') throw refused('The URL must not have a fragment');
  if (isAllowedReceiver(url, allowed)) return url;
  if (url.protocol !== 'https:') throw refused('The URL must begin with https://');
  // Parsing forgives much: decimal, octal and hexadecimal addresses, escapes, full-width letters, backslashes, line
  // breaks. A host that does not read as it will be used is refused, whatever it would turn into.
  const written = /^https:\/\/([^/?#]*)/i.exec(text)?.[1]?.toLowerCase();
  if (written !== url.host && written !== `${url.host}:443`)
    throw refused('The host must be spelled in its plain form');
  const port = Number(url.port || 443);
  if (port !== 443 && (port < 1024 || otherServices.has(port))) throw refused('This port is not allowed');
  const host = bareHost(url);
  if (isIP(host) !== 0) {
    if (!isPublicAddress(host)) throw refused('The address is not a public one');
  } else if (host.endsWith('.') || insideNames.test(host)) throw refused('The host is not a public one');
  return url;
}

/** Finds out where a URL leads, once, and lets through only what is wholly public: a name of which one address is not is
 *  refused, as who resolves it again could get that one.
 *  @throws OutgoingError `refused-url` (never allowed), `refused-address` (leads inside), `unresolved` */
export async function resolveTarget(
  text: string,
  resolve: Resolve = resolveByDns,
  allowed: ReadonlySet<string> = allowedReceivers(),
): Promise<Target> {
  const url = outgoingUrl(text, allowed);
  const host = bareHost(url);
  if (isAllowedReceiver(url, allowed)) return { url, addresses: [loopbackHosts[url.hostname] ?? host] };
  if (isIP(host) !== 0) return { url, addresses: [host] };
  let addresses: readonly string[];
  try {
    addresses = await Promise.race([resolve(host), late()]);
  } catch (cause) {
    throw new OutgoingError('unresolved', 'The host was not found', { cause });
  }
  if (addresses.length === 0) throw new OutgoingError('unresolved', 'The host was not found');
  if (!addresses.every(isPublicAddress)) throw new OutgoingError('refused-address', 'The host leads inside');
  return { url, addresses };
}

const longestLookupMs = 5000;

/** A lookup cannot be called off, only left. */
async function late(): Promise<never> {
  await delay(longestLookupMs, undefined, { ref: false });
  throw new Error('The name server did not answer in time');
}

const isAllowedReceiver = (url: URL, allowed: ReadonlySet<string>): boolean =>
  /^https?:$/.test(url.protocol) &&
  Object.hasOwn(loopbackHosts, url.hostname) &&
  allowed.has(`${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`);

const bareHost = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

const refused = (message: string): OutgoingError => new OutgoingError('refused-url', message);
