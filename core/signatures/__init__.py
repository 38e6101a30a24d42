"""e.firma certificates, trust anchors, signing and verification."""
