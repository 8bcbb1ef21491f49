/**
 * Which addresses of the internet a stranger may make this server call. Everything that is not public is refused: what
 * is behind the same door as we are (private, loopback, link-local, shared), what is nobody's (unspecified,
 * documentation, reserved, multicast), and what hides an IPv4 address inside an IPv6 one (mapped, 6to4, NAT64, Teredo).
 * IANA's registries: https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry.
 */
import { BlockList, isIP } from 'node:net';

const refused4 = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  // A public address by its number, and a cloud's metadata service by its use.
  ['168.63.129.16', 32],
] as const)
  refused4.addSubnet(net, bits, 'ipv4');

/** IPv6 hands out public addresses from this one block; all else, mapped and translated IPv4 included, is outside it. */
const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');

const refused6 = new BlockList();
for (const [net, bits] of [
  // Protocol assignments, among them Teredo, which carries IPv4 inside.
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  refused6.addSubnet(net, bits, 'ipv6');

/** Whether an address, as a resolver or a URL spells it, is one of the public internet. */
export function isPublicAddress(address: string): boolean {
  if (address.includes('%')) return false;
  switch (isIP(address)) {
    case 4:
      return !refused4.check(address, 'ipv4');
    case 6:
      return global6.check(address, 'ipv6') && !refused6.check(address, 'ipv6');
    default:
      return false;
  }
}
