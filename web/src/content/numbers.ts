const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat('en');

/** 1.2K, for narrow places. */
export const brief = (count: number) => compact.format(count);
/** 1,234 */
export const exact = (count: number) => whole.format(count);
/** 1 like, 2 likes */
export const counted = (count: number, noun: string) => `${exact(count)} ${noun}${count === 1 ? '' : 's'}`;
