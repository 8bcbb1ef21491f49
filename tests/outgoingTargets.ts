/** Addresses that a server must not be made to call, each with a twin that differs in one thing and is public. */

const ofAddresses: ReadonlyArray<readonly [refused: string, allowed: string]> = [
  // This machine, this network, nobody.
  ['127.0.0.1', '128.0.0.1'],
  ['127.255.255.254', '126.255.255.254'],
  ['0.0.0.0', '1.0.0.0'],
  ['0.0.0.1', '1.0.0.1'],
  ['10.0.0.1', '11.0.0.1'],
  ['10.255.255.255', '9.255.255.255'],
  ['172.16.0.1', '172.15.0.1'],
  ['172.31.255.255', '172.32.255.255'],
  ['192.168.0.1', '192.169.0.1'],
  ['100.64.0.1', '100.63.0.1'],
  ['100.127.255.255', '100.128.255.255'],
  // Metadata services of clouds.
  ['169.254.169.254', '169.253.169.254'],
  ['169.254.170.2', '169.255.170.2'],
  ['168.63.129.16', '168.63.129.17'],
  ['100.100.100.200', '100.200.100.200'],
  ['192.0.0.192', '192.0.1.192'],
  // Documentation, benchmarks, relays, multicast, reserved, broadcast.
  ['192.0.2.1', '192.0.3.1'],
  ['198.51.100.1', '198.51.101.1'],
  ['203.0.113.1', '203.0.114.1'],
  ['198.18.0.1', '198.20.0.1'],
  ['198.19.255.255', '198.17.255.255'],
  ['192.88.99.1', '192.88.98.1'],
  ['224.0.0.1', '223.0.0.1'],
  ['239.255.255.250', '223.255.255.250'],
  ['240.0.0.1', '223.0.0.2'],
  ['255.255.255.255', '223.255.255.255'],
  // IPv6: unspecified, loopback, unique local, link-local, site-local, multicast.
  ['::', '2606:4700::'],
  ['::1', '2606:4700::1'],
  ['fc00::1', '2c00::1'],
  ['fd00:ec2::254', '2d00:ec2::254'],
  ['fe80::1', '2e80::1'],
  ['fec0::1', '2ec0::1'],
  ['ff02::1', '2f02::1'],
  // IPv4 inside IPv6: mapped, compatible, translated, 6to4, Teredo.
  ['::ffff:127.0.0.1', '2606:4700::7f00:1'],
  ['::ffff:8.8.8.8', '2606:4700::808:808'],
  ['::127.0.0.1', '2606::7f00:1'],
  ['64:ff9b::7f00:1', '2600:ff9b::7f00:1'],
  ['64:ff9b:1::7f00:1', '2600:ff9b:1::7f00:1'],
  ['2002:7f00:1::', '2003:7f00:1::'],
  ['2001:0:7f00:1::', '2001:4860:7f00:1::'],
  // Documentation, discard, benchmarks, segment routing.
  ['2001:db8::1', '2001:db9::1'],
  ['3fff::1', '3ffe::1'],
  ['100::1', '2100::1'],
  ['2001:2::1', '2001:200::1'],
  ['5f00::1', '3f00::1'],
];

const inUrl = (address: string): string =>
  address.includes(':') ? `https://[${plain(address)}]/hook` : `https://${address}/hook`;

/** As a URL spells it, so that nothing but the address itself is wrong. */
const plain = (address: string): string => new URL(`https://[${address}]/`).hostname.slice(1, -1);

export const twinsOfUrls: ReadonlyArray<readonly [refused: string, allowed: string]> = [
  ...ofAddresses.map(([refused, allowed]) => [inUrl(refused), inUrl(allowed)] as const),
  // Other spellings, even of public addresses: decimal, octal, hexadecimal, short, escaped, full-width.
  ['https://2130706433/', 'https://example.com/'],
  ['https://134744072/', 'https://8.8.8.8/'],
  ['https://0x08.8.8.8/', 'https://8.8.8.8/'],
  ['https://0x8080808/', 'https://8.8.8.8/'],
  ['https://010.8.8.8/', 'https://8.8.8.8/'],
  ['https://8.8.2056/', 'https://8.8.8.8/'],
  ['https://0177.0.0.1/', 'https://177.0.0.1/'],
  ['https://127.1/', 'https://128.0.0.1/'],
  ['https://%31%32%37.0.0.1/', 'https://128.0.0.1/'],
  ['https://ex%61mple.com/', 'https://example.com/'],
  ['https://ｅxample.com/', 'https://example.com/'],
  ['https://example。com/', 'https://example.com/'],
  ['https://exam\tple.com/', 'https://example.com/'],
  ['https://exam\nple.com/', 'https://example.com/'],
  [' https://example.com/', 'https://example.com/'],
  ['https:example.com/', 'https://example.com/'],
  ['https:/\\example.com/', 'https://example.com/'],
  ['https://example.com\\@evil.example.org/', 'https://example.com/@evil.example.org/'],
  ['https://[2606:4700:0::1]/', 'https://[2606:4700::1]/'],
  // Names that lead inside, whatever they resolve to.
  ['https://localhost/', 'https://localhost.example.com/'],
  ['https://LOCALHOST/', 'https://EXAMPLE.com/'],
  ['https://a.localhost/', 'https://a.localhosts.com/'],
  ['https://localhost.localdomain/', 'https://localdomain.com/'],
  ['https://metadata/', 'https://metadata.com/'],
  ['https://metadata.google.internal/', 'https://metadata.google.com/'],
  ['https://printer.local/', 'https://printer.com/'],
  ['https://db.corp/', 'https://db.corp.com/'],
  ['https://router.home.arpa/', 'https://router.home.com/'],
  ['https://nas.lan/', 'https://nas.lan.com/'],
  ['https://1.0.0.127.in-addr.arpa/', 'https://in-addr.com/'],
  ['https://example.com./', 'https://example.com/'],
  ['https://localhost./', 'https://localhost.com/'],
  // Other than https, with a person in it, a fragment, a port of something else.
  ['http://example.com/', 'https://example.com/'],
  ['ftp://example.com/', 'https://example.com/'],
  ['file:///etc/passwd', 'https://example.com/etc/passwd'],
  ['gopher://example.com/', 'https://example.com/'],
  ['javascript:alert(1)', 'https://example.com/?alert(1)'],
  ['//example.com/', 'https://example.com/'],
  ['example.com', 'https://example.com'],
  ['', 'https://example.com'],
  ['https://user@example.com/', 'https://example.com/user@'],
  ['https://user:pass@example.com/', 'https://example.com/user:pass@'],
  ['https://:@example.com/', 'https://example.com/:@'],
  ['https://example.com/#a', 'https://example.com/?a'],
  ['https://example.com:80/', 'https://example.com:443/'],
  ['https://example.com:22/', 'https://example.com:8443/'],
  ['https://example.com:25/', 'https://example.com:2500/'],
  ['https://example.com:0/', 'https://example.com:1024/'],
  ['https://example.com:6379/', 'https://example.com:6380/'],
  ['https://example.com:11211/', 'https://example.com:11212/'],
];

/** What a name may resolve to. One address that is not public is enough to refuse it. */
export const twinsOfNames: ReadonlyArray<readonly [refused: readonly string[], allowed: readonly string[]]> = [
  ...ofAddresses.map(([refused, allowed]) => [[refused], [allowed]] as const),
  [
    ['1.1.1.1', '127.0.0.1'],
    ['1.1.1.1', '128.0.0.1'],
  ],
  [
    ['2606:4700::1111', '1.1.1.1', 'fd00::1'],
    ['2606:4700::1111', '1.1.1.1', '2d00::1'],
  ],
  [
    ['10.0.0.1', '1.1.1.1'],
    ['11.0.0.1', '1.1.1.1'],
  ],
  [['fe80::1%eth0'], ['2e80::1']],
];
