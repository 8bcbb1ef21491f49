import type { CollectionReference, DocumentReference, Timestamp } from 'firebase-admin/firestore';
import type { ApplicationStatus, Category, IdType } from '../../../../../sdk/src/verbs/creators.ts';
import { firestore, storedAs, typedDocument } from '../../../platform/firestore.ts';

/** Somebody's wish to become a creator, one for each person. No client reads it. */
export interface Application {
  uid: string;
  status: ApplicationStatus;
  identity: {
    idType: IdType;
    /** Ids of uploaded files. */
    idDocument: string;
    selfiePhoto: string;
    verified: boolean;
  };
  /** `Financial` as JSON, sealed: not even a backup shows it. */
  financial: string;
  profile: { bio: string; categories: Category[]; profilePicture: string | null };
  rejectionReason: string | null;
  /** Null for a draft. */
  submittedAt: Timestamp | null;
  reviewedAt: Timestamp | null;
  createdAt: Timestamp;
  updatedAt: Timestamp;
  /** Random id of the last change: tells a commit whose answer was lost from one that never happened. */
  op: string;
}

export const applicationRef = (uid: string): DocumentReference<Application> =>
  typedDocument(`creatorApplications/${uid}`);

export const applications = (): CollectionReference<Application> =>
  firestore().collection('creatorApplications').withConverter(storedAs<Application>());
