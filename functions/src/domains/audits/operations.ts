import { FieldValue, type WriteBatch } from 'firebase-admin/firestore';
import { everyDocument, forEachAtOnce } from '../../platform/pages.ts';
import { exported, type PersonData } from '../../platform/personData.ts';
import { type Audit, auditRef, audits } from './documents.ts';

/** Adds the record of a deed to the commit of the deed: either both happen or neither. The id is the deed's own, so that
 *  a deed has one record. 1 write. */
export function addAudit(batch: WriteBatch, id: string, deed: Omit<Audit, 'createdAt'>): void {
  batch.create(auditRef(id).withConverter(null), { ...deed, createdAt: FieldValue.serverTimestamp() });
}

const about = (uid: string) => audits().where('targetId', '==', uid);
const by = (uid: string) => audits().where('admin', '==', uid);

/** That something was done stays on record; who is gone is not named in it any more. */
export const personData: PersonData = {
  domain: 'audits',
  async *exportOf(uid) {
    for await (const audit of everyDocument(about(uid))) yield exported(audit.ref.path, audit.data(), ['admin']);
    for await (const audit of everyDocument(by(uid))) yield exported(audit.ref.path, audit.data(), ['targetId']);
  },
  async erase(uid) {
    await forEachAtOnce(everyDocument(about(uid)), 20, async (audit) => {
      await audit.ref.update({ targetId: null, reason: null });
    });
    await forEachAtOnce(everyDocument(by(uid)), 20, async (audit) => {
      await audit.ref.update({ admin: null });
    });
  },
};
