package config

import "regexp"

// The stores that media can be kept in.
const (
	StoreLocal    = "local"
	StoreS3       = "s3"
	StoreSupabase = "supabase"
)

// Store is where new media go: what MEDIA_STORE says, otherwise the bucket that is named,
// otherwise Supabase Storage where its key is given, otherwise the data folder.
func (c Config) Store() string {
	switch {
	case c.MediaStore != "":
		return c.MediaStore
	case c.S3Bucket != "":
		return StoreS3
	case c.SupabaseStorage():
		return StoreSupabase
	}
	return StoreLocal
}

// StoreName is where new media go, for people.
func (c Config) StoreName() string {
	switch c.Store() {
	case StoreS3:
		return "S3 bucket " + c.S3Bucket
	case StoreSupabase:
		return "Supabase Storage, bucket " + c.SupabaseBucket
	}
	return "folder " + c.DataDir + "/media"
}

// SupabaseStorage tells whether Supabase Storage can be used.
func (c Config) SupabaseStorage() bool { return c.SupabaseURL != "" && c.SupabaseServiceKey != "" }

// bucketName is what S3 allows, and Supabase takes.
var bucketName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$`)

func (c Config) checkStore(add adder) {
	s := c.MediaStore
	add(s != "" && s != StoreLocal && s != StoreS3 && s != StoreSupabase, "MEDIA_STORE has to be local, s3 or supabase.")
	add(s == StoreS3 && c.S3Bucket == "", "MEDIA_STORE=s3 needs S3_BUCKET.")
	add(s == StoreSupabase && !c.SupabaseStorage(), "MEDIA_STORE=supabase needs SUPABASE_URL and SUPABASE_SERVICE_ROLE_KEY.")
	add(c.S3Bucket != "" && (c.S3AccessKeyID == "" || c.S3SecretAccessKey == ""), "S3_BUCKET needs S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY.")
	add(c.S3Bucket != "" && !bucketName.MatchString(c.S3Bucket), "S3_BUCKET has to be a bucket's name alone: 3 to 63 lower-case letters, digits, dots and hyphens.")
	add(!bucketName.MatchString(c.SupabaseBucket), "SUPABASE_BUCKET has to be 3 to 63 lower-case letters, digits, dots and hyphens.")
}
