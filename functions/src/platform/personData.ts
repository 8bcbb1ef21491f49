/** One stored document that belongs to a person, as an export shows it. */
export interface ExportedDocument {
  readonly path: string;
  /** Plain JSON: times as ISO strings, secrets left out. */
  readonly data: unknown;
}

/** What a domain keeps about people, and how it gives it out and lets it go. Every domain that stores anything of a
 *  person exports one; a test holds that none is forgotten. */
export interface PersonData {
  readonly domain: string;
  /** Everything that the domain holds of this person. */
  readonly exportOf: (uid: string) => AsyncIterable<ExportedDocument>;
  /** Removes it for ever. May be repeated and taken up again half-way. Counters stay equal to their facts. */
  readonly erase: (uid: string) => Promise<void>;
}
