import type { Api, Schema } from "./api";

type Node = Schema<"NodeRead">;

/** Let every node take new services, or none; returns when it is so. */
export async function setNodes(admin: Api, to: "drain" | "undrain"): Promise<void> {
  const { items } = await admin.list<Node>("/admin/nodes");
  for (const node of items) await admin.post(`/admin/nodes/${node.id}/actions/${to}`);
}
