const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat('en');

/** 1.2K, for narrow places. */
export const brief = (count: number) => compact.format(count);
/** 1,234 */
export const exact = (count: number) => whole.format(count);
/** 1 like, 2 likes */
export const counted = (count: number, noun: string) => `${exact(count)} ${noun}${count === 1 ? '' : 's'}`;
const fraction = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });
/** 4.36% of a value that is in percent already. */
export const percent = (value: number) => `${fraction.format(value)}%`;
/** 42% of a part between 0 and 1, as rounded as a share needs; a trace is not nothing. */
export const shareOf = (part: number) => (part > 0 && part < 0.01 ? '<1%' : `${Math.round(part * 100)}%`);
