/** What functions must be told to meet the fake at `url` and not the real platforms. */
export function platformsEnvironment(url: string): Readonly<Record<string, string>>;
