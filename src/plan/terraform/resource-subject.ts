/** What a resource is to people, told by its address in a cluster's root module (blueprints/talos/root). */
export interface ResourceSubject {
  readonly kind:
    | 'machine'
    | 'kept-disk'
    | 'configuration'
    | 'etcd'
    | 'image'
    | 'schematic'
    | 'bootstrap'
    | 'bookkeeping'
    | 'other';
  /** The node that it is about, where it is about one. */
  readonly node: string | undefined;
  /** As people call it. */
  readonly name: string;
}
