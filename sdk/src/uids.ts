import { FirecircleError } from './errors.ts';
import { isContentId } from './verbs/names.ts';

/** A uid names documents, as a content's id does. @throws FirecircleError `invalid-argument` */
export function checkedUid(uid: string): string {
  if (!isContentId(uid)) throw new FirecircleError('invalid-argument', 'uid: must be a user id');
  return uid;
}
