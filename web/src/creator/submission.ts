/** The platforms whose figures are entered by hand, and how many followers each may claim. YouTube syncs by itself. */
export const caps = { tiktok: 100_000_000, instagram: 100_000_000, twitch: 10_000_000, twitter: 100_000_000 } as const;
export type ManualPlatform = keyof typeof caps;

export const isManual = (platform: string): platform is ManualPlatform => Object.hasOwn(caps, platform);

export interface Submission {
  readonly followers: number;
  readonly engagement?: number;
}

export interface SubmissionProblems {
  readonly followers?: string;
  readonly engagement?: string;
}

/** What was typed, or what is wrong with it, in the backend's own words. */
export function readSubmission(
  platform: ManualPlatform,
  typed: { readonly followers: string; readonly engagement: string },
): { readonly submission: Submission } | { readonly problems: SubmissionProblems } {
  const followers = typed.followers.trim() === '' ? Number.NaN : Number(typed.followers);
  const engagement = typed.engagement.trim() === '' ? undefined : Number(typed.engagement);
  const problems = {
    ...problem('followers', followersProblem(followers, caps[platform])),
    ...problem('engagement', engagementProblem(engagement)),
  };
  if (Object.keys(problems).length > 0) return { problems };
  return { submission: { followers, ...(engagement === undefined ? {} : { engagement }) } };
}

const problem = (field: keyof SubmissionProblems, text: string | undefined): SubmissionProblems =>
  text === undefined ? {} : { [field]: text };

function followersProblem(followers: number, cap: number): string | undefined {
  if (Number.isNaN(followers)) return 'followers is required';
  if (followers < 0) return 'followers must be a positive number';
  return followers > cap ? `followers must be less than or equal to ${cap}` : undefined;
}

function engagementProblem(engagement: number | undefined): string | undefined {
  if (engagement === undefined) return undefined;
  if (Number.isNaN(engagement)) return 'engagement must be a number';
  return engagement < 0 || engagement > 100 ? 'engagement must be between 0 and 100' : undefined;
}
