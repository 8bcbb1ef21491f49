import { type ContentInput, type ContentType, type Creator, contentInput } from '../../sdk/src/verbs/content.ts';
import { carol, otherCreators, sam } from './people.ts';
import type { Random } from './random.ts';

/** Everything here happened before this moment, and nothing in it depends on the day on which the script runs. */
export const worldEndMs = Date.parse('2026-01-01T00:00:00Z');
const worldBeginMs = Date.parse('2025-05-01T00:00:00Z');

/** The content that the engagement contract's own examples name. */
export const sampleContent: ContentInput & { createdAt: string } = {
  contentType: 'media',
  contentId: '6942c8061c42444751a5029f',
  title: 'Songs Around the Fire',
  description: 'An evening by the lake: six voices, two guitars and the crackle of the wood.',
  creator: carol,
  createdAt: '2025-12-17T15:10:14.000Z',
};

interface Genre {
  readonly contentType: ContentType;
  readonly count: number;
  readonly titles: (random: Random) => string;
  readonly descriptions: readonly string[];
  readonly creators: readonly Creator[];
}

const places = ['Lagos', 'Lisbon', 'Oslo', 'Accra', 'Kyoto', 'Tromsø', 'Valparaíso', 'Cape Town', 'Galway', 'Tbilisi'];
const times = ['Morning', 'Midnight', 'Sunday', 'Winter', 'Late Summer', 'First Light', 'Harvest', 'Evening'];
const things = [
  'River',
  'Lantern',
  'Orchard',
  'Ember',
  'Harbour',
  'Cedar',
  'Paper Boat',
  'Open Door',
  'Long Road',
  'Tide',
];
const moods = ['Quiet', 'Golden', 'Restless', 'Slow', 'Bright', 'Distant', 'Gentle', 'Wild', 'Borrowed', 'Unfinished'];
const crafts = ['Bread', 'Choirs', 'Small Gardens', 'Letters', 'Film Photography', 'Drums', 'Boats', 'Songwriting'];
const firstNames = [
  'Ada',
  'Noor',
  'Ivo',
  'Thandi',
  'Mateo',
  'Saoirse',
  'Yuki',
  'Kwame',
  'Elif',
  'Jonas',
  'Marisol',
  'Bao',
];
const lastNames = ['Achebe', 'Lindgren', 'Moreno', 'Tanaka', 'Byrne', 'Petrov', 'Diallo', 'Haddad', 'Novak', 'Santos'];

const genres: readonly Genre[] = [
  {
    contentType: 'media',
    count: 79,
    titles: (random) =>
      random.pick([
        () => `${random.pick(moods)} ${random.pick(things)}`,
        () => `${random.pick(times)} in ${random.pick(places)}`,
        () => `${random.pick(moods)} ${random.pick(things)} (live in ${random.pick(places)})`,
        () => `The ${random.pick(things)} Sessions, Part ${random.int(1, 4)}`,
        () => `${random.pick(times)} Song for the ${random.pick(things)}`,
      ])(),
    descriptions: [
      'Recorded in one take with the windows open.',
      'A new arrangement of an old tune, for voice, cello and hand drum.',
      'The official video, filmed over three days on the coast.',
      'Live from the autumn tour. Best heard with headphones.',
      'A short film about a place that changed and the people who stayed.',
      'The first single of the album that comes out in spring.',
    ],
    creators: [carol, carol, carol, ...otherCreators],
  },
  {
    contentType: 'artist',
    count: 36,
    titles: (random) =>
      random.pick([
        () => `${random.pick(firstNames)} ${random.pick(lastNames)}`,
        () => `${random.pick(firstNames)} ${random.pick(lastNames)} Trio`,
        () => `The ${random.pick(moods)} ${random.pick(things)}s`,
        () => `${random.pick(places)} ${random.pick(things)} Ensemble`,
      ])(),
    descriptions: [
      'Singer and guitarist. Writes on trains.',
      'Five friends, one rehearsal room, no click track.',
      'Composer for film and dance, on tour until March.',
      'Percussion, field recordings and patience.',
      'Folk songs from two coasts.',
    ],
    creators: [carol, ...otherCreators],
  },
  {
    contentType: 'merch',
    count: 36,
    titles: (random) =>
      `${random.pick(['Organic Cotton Tee', 'Enamel Mug', 'Tour Poster', 'Canvas Tote', 'Wool Beanie', 'Notebook', 'Vinyl Slipmat', 'Enamel Pin'])}: ${random.pick(
        [random.pick(things), `${random.pick(moods)} ${random.pick(things)}`, `${random.pick(places)} ’25`],
      )}`,
    descriptions: [
      'Printed in small runs, packed by hand.',
      'Designed by the band, made ten minutes from the rehearsal room.',
      'A limited run: when it is gone, it is gone.',
      'Dishwasher safe, campfire tested.',
    ],
    creators: [sam, sam, carol],
  },
  {
    contentType: 'ebook',
    count: 36,
    titles: (random) =>
      random.pick([
        () => `A Beginner’s Book of ${random.pick(crafts)}`,
        () => `The ${random.pick(moods)} ${random.pick(things)}`,
        () => `${random.pick(crafts)} and Other Consolations`,
        () => `Notes from ${random.pick(places)}`,
        () => `What the ${random.pick(things)} Knows`,
      ])(),
    descriptions: [
      'Eleven short stories that share one street.',
      'A practical guide with exercises for every week of the year.',
      'Essays on work, rest and the weather.',
      'A novel in letters. The second edition has a new afterword.',
    ],
    creators: [carol, ...otherCreators],
  },
  {
    contentType: 'podcast',
    count: 36,
    titles: (random) =>
      random.pick([
        () => `Talking ${random.pick(crafts)}, Episode ${random.int(1, 60)}`,
        () => `The ${random.pick(things)} Hour: ${random.pick(times)}`,
        () => `${random.pick(places)} After Dark, Episode ${random.int(1, 40)}`,
        () => `In Conversation: ${random.pick(firstNames)} ${random.pick(lastNames)}`,
      ])(),
    descriptions: [
      'Forty minutes with a guest who changed trades at fifty.',
      'Listener questions, answered slowly.',
      'A walk through the old town with a microphone.',
      'What we got wrong last season, and what we would do again.',
    ],
    creators: [carol, carol, ...otherCreators],
  },
];

/** Every content of the world, the sample first. Titles are unique, and so are the moments of their making: lists in
 *  order of time have one order. */
export function makeContents(random: Random): Array<ContentInput & { createdAt: string }> {
  const contents = [sampleContent];
  const titles = new Set(contents.map(({ title }) => title));
  for (const genre of genres) {
    for (let made = 0; made < genre.count; ) {
      const title = genre.titles(random);
      if (titles.has(title)) continue;
      titles.add(title);
      made += 1;
      contents.push({
        contentType: genre.contentType,
        contentId: random.text('0123456789abcdef', 24),
        title,
        description: random.pick(genre.descriptions),
        creator: random.pick(genre.creators),
        createdAt: new Date(random.int(worldBeginMs, worldEndMs - 3 * 86_400_000)).toISOString(),
      });
    }
  }
  for (const content of contents) contentInput.parse(content);
  return contents;
}
