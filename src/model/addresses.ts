/** An address as a number, with its family: IPv4 as 32 bits, IPv6 as 128. */
export interface Address {
  readonly family: 4 | 6;
  readonly value: bigint;
}

/** Both ends included. */
export interface AddressRange {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

export interface Cidr extends AddressRange {
  readonly prefix: number;
}
