import { getAuth } from 'firebase-admin/auth';
import type { CollectionReference, DocumentReference } from 'firebase-admin/firestore';
import { firebaseApp } from '../functions/src/platform/firebase.ts';
import { firestore } from '../functions/src/platform/firestore.ts';

/**
 * Where texts stand in the whole database and in Firebase Auth: in ids of documents and collections, in names of fields
 * and in values, without regard to case. Every document is read, also one below a document that does not exist.
 * `Storage` is not scanned while nothing uploads.
 */
export async function placesOf(texts: readonly string[]): Promise<string[]> {
  const wanted = texts.map((text) => text.toLowerCase());
  const names = (text: string): boolean => wanted.some((word) => text.toLowerCase().includes(word));
  const found: string[] = [];
  const visit = async (collections: readonly CollectionReference[]): Promise<void> => {
    for (const collection of collections) {
      const references = await collection.listDocuments();
      for (const part of chunks(references, 300)) {
        for (const document of await firestore().getAll(...part)) {
          const text = JSON.stringify(document.data() ?? {});
          if (document.exists && (names(document.ref.path) || names(text))) found.push(document.ref.path);
        }
      }
      await inTurns(references, async (reference) => visit(await reference.listCollections()));
    }
  };
  await visit(await firestore().listCollections());
  const { users } = await getAuth(firebaseApp()).listUsers(1000);
  for (const user of users) if (names(JSON.stringify(user.toJSON()))) found.push(`auth/${user.uid}`);
  return found.sort();
}

function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}

async function inTurns(
  references: readonly DocumentReference[],
  work: (reference: DocumentReference) => Promise<void>,
): Promise<void> {
  for (const part of chunks(references, 16)) await Promise.all(part.map(work));
}
