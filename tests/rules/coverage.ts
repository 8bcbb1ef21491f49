import { expect, test } from 'vitest';
import * as z from 'zod';
import { emulator, projectId, rules } from './world.ts';

/** An expression of the rules, and what it came to. `value` is empty where `&&`, `||` or `?:` decided without it. */
interface Expression {
  sourcePosition: { line: number; currentOffset: number; endOffset: number };
  values: { value: Record<string, unknown> }[];
  children: Expression[];
}

const expression: z.ZodType<Expression> = z.object({
  sourcePosition: z.object({
    line: z.number(),
    currentOffset: z.number(),
    endOffset: z.number(),
  }),
  values: z.array(z.object({ value: z.record(z.string(), z.unknown()) })).default([]),
  children: z.lazy(() => z.array(expression)).default([]),
});

const report = z.object({ report: z.array(expression) });

async function fetchReport(): Promise<Expression[]> {
  const { host, port } = emulator;
  const response = await fetch(`http://${host}:${port}/emulator/v1/projects/${projectId}:ruleCoverage`);
  return report.parse(await response.json()).report;
}

function flatten(expressions: readonly Expression[]): Expression[] {
  return expressions.flatMap((each) => [each, ...flatten(each.children)]);
}

function textOf({ sourcePosition: { line, currentOffset, endOffset } }: Expression): string {
  const text = rules.slice(currentOffset, endOffset + 1).replace(/\s+/g, ' ');
  return `line ${line}: ${text}`;
}

export function coverage(): void {
  test('every condition of the rules was seen true and seen false by the tests above', async () => {
    const expressions = flatten(await fetchReport());
    const lacking = expressions.flatMap((each) => {
      const seen = each.values.map(({ value }) => value);
      if (seen.every((value) => Object.keys(value).length === 0)) return [`never evaluated: ${textOf(each)}`];
      const booleans = seen.map(({ boolValue }) => boolValue).filter((value) => typeof value === 'boolean');
      if (booleans.length === 0 || new Set(booleans).size === 2) return [];
      return [`only ever ${booleans[0]}: ${textOf(each)}`];
    });
    expect(lacking).toEqual([]);
    // The report is of these rules, not of an empty file.
    const conditions = expressions.filter(({ values }) => values.some(({ value }) => 'boolValue' in value));
    expect(conditions.length).toBeGreaterThan(80);
  });
}
