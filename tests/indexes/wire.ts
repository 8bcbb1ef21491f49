/**
 * Reads the messages that carry a query, as protobuf writes them, into the JSON that protobuf would make of them.
 * Only what decides on an index is named here; the rest is skipped. The numbers are those of google/firestore/v1.
 */

type Kind = 'text' | 'bool' | readonly string[] | (() => Message);
type Message = Readonly<Record<number, readonly [name: string, kind: Kind, repeated?: 'repeated']>>;
type Decoded = { [name: string]: unknown };

const directions = ['DIRECTION_UNSPECIFIED', 'ASCENDING', 'DESCENDING'];
const composites = ['OPERATOR_UNSPECIFIED', 'AND', 'OR'];
const comparisons = [
  ...['OPERATOR_UNSPECIFIED', 'LESS_THAN', 'LESS_THAN_OR_EQUAL', 'GREATER_THAN', 'GREATER_THAN_OR_EQUAL', 'EQUAL'],
  ...['NOT_EQUAL', 'ARRAY_CONTAINS', 'IN', 'ARRAY_CONTAINS_ANY', 'NOT_IN'],
];
const unaries = ['OPERATOR_UNSPECIFIED', 'OPERATOR_UNSPECIFIED', 'IS_NAN', 'IS_NULL', 'IS_NOT_NAN', 'IS_NOT_NULL'];

const reference: Message = { 2: ['fieldPath', 'text'] };
const selector: Message = { 2: ['collectionId', 'text'], 3: ['allDescendants', 'bool'] };
const order: Message = { 1: ['field', () => reference], 2: ['direction', directions] };
const fieldFilter: Message = { 1: ['field', () => reference], 2: ['op', comparisons] };
const unaryFilter: Message = { 1: ['op', unaries], 2: ['field', () => reference] };
const compositeFilter: Message = { 1: ['op', composites], 2: ['filters', () => filter, 'repeated'] };
const filter: Message = {
  1: ['compositeFilter', () => compositeFilter],
  2: ['fieldFilter', () => fieldFilter],
  3: ['unaryFilter', () => unaryFilter],
};
const structuredQuery: Message = {
  2: ['from', () => selector, 'repeated'],
  3: ['where', () => filter],
  4: ['orderBy', () => order, 'repeated'],
};
const ofField: Message = { 1: ['field', () => reference] };
const aggregation: Message = { 2: ['sum', () => ofField], 3: ['avg', () => ofField] };
const structuredAggregationQuery: Message = {
  1: ['structuredQuery', () => structuredQuery],
  3: ['aggregations', () => aggregation, 'repeated'],
};
const queryTarget: Message = { 2: ['structuredQuery', () => structuredQuery] };
const target: Message = { 2: ['query', () => queryTarget] };

/** What each recorded method sends. */
export const requests = {
  RunQuery: { 2: ['structuredQuery', () => structuredQuery] },
  RunAggregationQuery: { 2: ['structuredAggregationQuery', () => structuredAggregationQuery] },
  Listen: { 2: ['addTarget', () => target] },
} as const satisfies Record<string, Message>;

/** The fields of a message: a number, or the bytes of a text or a message. */
function* fieldsOf(bytes: Buffer): Generator<[number: number, value: number | Buffer]> {
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let place = 1; ; place *= 128) {
      const byte = bytes.readUInt8(at++);
      value += (byte & 127) * place;
      if (byte < 128) return value;
    }
  };
  const take = (length: number) => {
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = varint();
    const field = Math.floor(tag / 8);
    const wireType = tag % 8;
    if (wireType === 0) yield [field, varint()];
    else if (wireType === 1) yield [field, take(8)];
    else if (wireType === 2) yield [field, take(varint())];
    else if (wireType === 5) yield [field, take(4)];
    else throw new Error(`This is no message of Firestore: wire type ${wireType} at byte ${at}`);
  }
}

export function decode(bytes: Buffer, message: Message): Decoded {
  const decoded: Decoded = {};
  for (const [field, raw] of fieldsOf(bytes)) {
    const known = message[field];
    if (!known) continue;
    const [name, kind, repeated] = known;
    const value = decodeValue(raw, kind);
    if (!repeated) decoded[name] = value;
    else decoded[name] = [...(Array.isArray(decoded[name]) ? decoded[name] : []), value];
  }
  return decoded;
}

function decodeValue(raw: number | Buffer, kind: Kind): unknown {
  if (typeof raw === 'number') return typeof kind === 'object' ? kind[raw] : raw !== 0;
  return typeof kind === 'function' ? decode(raw, kind()) : raw.toString();
}
