package lib

// The client of AWS CloudWatch.

var cloudwatchPushes = []Flush{
	{Func{"github.com/aws/aws-sdk-go-v2/service/cloudwatch", "Client", "PutMetricData"}, 0, Push},
}
