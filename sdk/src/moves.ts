import type { Firestore, Timestamp } from 'firebase/firestore';
import { type Move, unfoldedMoves } from './logic.ts';

interface Ledger {
  readonly moves: Map<string, Move[]>;
  readonly watchers: Map<string, Set<() => void>>;
}

const ledgers = new WeakMap<Firestore, Ledger>();

function ledgerOf(firestore: Firestore): Ledger {
  const known = ledgers.get(firestore) ?? { moves: new Map(), watchers: new Map() };
  ledgers.set(firestore, known);
  return known;
}

function tell(ledger: Ledger, key: string): void {
  for (const watcher of ledger.watchers.get(key) ?? []) watcher();
}

/** This client's moves of the shards of one content that its watchers must add until they are folded. */
export function movesOf(firestore: Firestore, key: string): readonly Move[] {
  return ledgerOf(firestore).moves.get(key) ?? [];
}

export function addMove(firestore: Firestore, key: string, move: Move, foldedAt: Timestamp | null): void {
  const ledger = ledgerOf(firestore);
  ledger.moves.set(key, [...unfoldedMoves(movesOf(firestore, key), foldedAt), move]);
  tell(ledger, key);
}

/** The server took the move at this time; null = it refused. */
export function settleMove(firestore: Firestore, key: string, op: string, committedAt: Timestamp | null): void {
  const ledger = ledgerOf(firestore);
  const left = movesOf(firestore, key).flatMap((move) => {
    if (move.op !== op) return [move];
    return committedAt === null ? [] : [{ ...move, committedAt }];
  });
  if (left.length > 0) ledger.moves.set(key, left);
  else ledger.moves.delete(key);
  tell(ledger, key);
}

export function watchMoves(firestore: Firestore, key: string, watcher: () => void): () => void {
  const { watchers } = ledgerOf(firestore);
  const ofKey = watchers.get(key) ?? new Set();
  watchers.set(key, ofKey.add(watcher));
  return () => {
    ofKey.delete(watcher);
    if (ofKey.size === 0 && watchers.get(key) === ofKey) watchers.delete(key);
  };
}
