import type { Person, Slice, SliceResult } from './load.ts';

/** Who is measured, each in a process of its own. `bare` and `rest` serve HTTP, `raw` and `sdk` make their own load. */
export type Contestant = 'raw' | 'bare' | 'rest' | 'sdk';

export type ToContestant =
  | {
      readonly kind: 'begin';
      readonly people: readonly Person[];
      readonly clients: number;
      /** The key of signed tokens; null = tokens are the Auth emulator's. */
      readonly publicKey: string | null;
    }
  | { readonly kind: 'slice'; readonly slice: Slice }
  | { readonly kind: 'usage' };

export type FromContestant =
  | { readonly kind: 'ready'; readonly port: number | null }
  | { readonly kind: 'done'; readonly result: SliceResult }
  | { readonly kind: 'usage'; readonly cpuMs: number };
