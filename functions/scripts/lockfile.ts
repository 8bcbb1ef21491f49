/** One entry of a package-lock.json, version 3: the fields that decide what else is needed. */
interface LockedPackage {
  readonly version?: string;
  readonly link?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

export interface Lockfile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

/**
 * The part of a workspace's lockfile that one member needs to be installed alone: the same versions that were tested,
 * and no registry is asked. Follows Node's resolution, from the member's own node_modules up to the root's.
 * @throws when the lockfile has no entry for a package that is needed
 */
export function lockfileFor(manifest: Manifest, workspace: Lockfile, member: string): object {
  const kept = new Map<string, LockedPackage>();
  const queue = Object.keys(manifest.dependencies).map((name) => ({ from: member, name, optional: false }));
  for (let need = queue.shift(); need !== undefined; need = queue.shift()) {
    const place = resolve(need.from, need.name, workspace);
    if (place === undefined) {
      if (need.optional) continue;
      throw new Error(`The workspace's lockfile has no ${need.name} for ${need.from}`);
    }
    const locked = workspace.packages[place];
    if (locked === undefined || kept.has(place)) continue;
    kept.set(place, locked);
    const optionalPeers = locked.peerDependenciesMeta ?? {};
    const needs = [
      ...Object.keys(locked.dependencies ?? {}).map((name) => ({ name, optional: false })),
      ...Object.keys(locked.optionalDependencies ?? {}).map((name) => ({ name, optional: true })),
      ...Object.keys(locked.peerDependencies ?? {})
        .filter((name) => !optionalPeers[name]?.optional)
        .map((name) => ({ name, optional: false })),
    ];
    for (const { name, optional } of needs) queue.push({ from: place, name, optional });
  }
  const entries = [...kept].map(([place, locked]) => [alone(place, member), production(locked)] as const);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  const { name, version } = manifest;
  return {
    name,
    version,
    lockfileVersion: 3,
    requires: true,
    packages: {
      '': { ...manifest, private: undefined, type: undefined, main: undefined },
      ...Object.fromEntries(entries),
    },
  };
}

/** Where `name` is found from a package at `from`, as Node looks for it. */
function resolve(from: string, name: string, workspace: Lockfile): string | undefined {
  for (let at = from; ; at = parentOf(at)) {
    const place = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (workspace.packages[place] !== undefined) return place;
    if (at === '') return undefined;
  }
}

const parentOf = (place: string): string => {
  const at = place.lastIndexOf('/node_modules/');
  return at < 0 ? '' : place.slice(0, at);
};

const alone = (place: string, member: string): string =>
  place.startsWith(`${member}/`) ? place.slice(member.length + 1) : place;

/** Marks that only hold in the workspace, where other members need the package for development. */
function production(locked: LockedPackage): object {
  return Object.fromEntries(
    Object.entries(locked).filter(([field]) => field !== 'dev' && field !== 'peer' && field !== 'devOptional'),
  );
}
