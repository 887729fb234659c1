/**
 * Types of the parameters of TR-181 Device:2 in the subtrees that the workflows look at, as facts: an object a line, then
 * its parameters by type (s string, b boolean, u unsignedInt, i int, U unsignedLong, l long, d dateTime, 6 base64,
 * h hexBinary). What the standard derives from string, and
 * every list, is a string on the wire.
 */
export const TR181_TYPES = `
DeviceInfo. s:DeviceCategory,Manufacturer,ManufacturerOUI,ModelName,ModelNumber,Description,ProductClass,SerialNumber,HardwareVersion,SoftwareVersion,ActiveFirmwareImage,BootFirmwareImage,AdditionalHardwareVersion,AdditionalSoftwareVersion,ProvisioningCode,HostName u:UpTime,FirmwareImageNumberOfEntries,VendorConfigFileNumberOfEntries,ProcessorNumberOfEntries,LogRotateNumberOfEntries,VendorLogFileNumberOfEntries,LocationNumberOfEntries,DeviceImageNumberOfEntries,SupportedDataModelNumberOfEntries d:FirstUseDate
ManagementServer. b:EnableCWMP,PeriodicInformEnable,UpgradesManaged,HTTPConnectionRequestEnable,STUNEnable,NATDetected,AliasBasedAddressing,AutoCreateInstances,InstanceWildcardsSupported s:URL,Username,Password,ParameterKey,ConnectionRequestURL,ConnectionRequestUsername,ConnectionRequestPassword,KickURL,DownloadProgressURL,UDPConnectionRequestAddress,STUNServerAddress,STUNUsername,STUNPassword,InstanceMode,SupportedConnReqMethods,ConnReqXMPPConnection,ConnReqAllowedJabberIDs,ConnReqJabberID,HTTPCompressionSupported,HTTPCompression,LightweightNotificationProtocolsSupported,LightweightNotificationProtocolsUsed,UDPLightweightNotificationHost d:ScheduleReboot,PeriodicInformTime,LightweightNotificationTriggerTime i:DelayReboot,STUNMaximumKeepAlivePeriod u:PeriodicInformInterval,DefaultActiveNotificationThrottle,CWMPRetryMinimumWaitInterval,CWMPRetryIntervalMultiplier,STUNServerPort,STUNMinimumKeepAlivePeriod,ManageableDeviceNumberOfEntries,ManageableDeviceNotificationLimit,EmbeddedDeviceNumberOfEntries,VirtualDeviceNumberOfEntries,LightweightNotificationTriggerInterval,UDPLightweightNotificationPort,InformParameterNumberOfEntries
ManagementServer.ManageableDevice.{i}. s:Alias,ManufacturerOUI,SerialNumber,ProductClass,Host
ManagementServer.AutonomousTransferCompletePolicy. b:Enable s:TransferTypeFilter,ResultTypeFilter,FileTypeFilter
ManagementServer.DownloadAvailability.Announcement. b:Enable s:Status u:GroupNumberOfEntries
ManagementServer.DownloadAvailability.Announcement.Group.{i}. s:Alias,Status,URL b:Enable
ManagementServer.DownloadAvailability.Query. b:Enable s:Status,URL
ManagementServer.DUStateChangeComplPolicy. b:Enable s:OperationTypeFilter,ResultTypeFilter,FaultCodeFilter
ManagementServer.EmbeddedDevice.{i}. s:ControllerID,ProxiedDeviceID,Reference,SupportedDataModel,Host,ProxyProtocol,ProxyProtocolReference,DiscoveryProtocol,DiscoveryProtocolReference,CommandProcessed,CommandProcessingErrMsg d:LastSyncTime
ManagementServer.VirtualDevice.{i}. s:ManufacturerOUI,ProductClass,SerialNumber,Host,ProxyProtocol,ProxyProtocolReference,DiscoveryProtocol,DiscoveryProtocolReference
ManagementServer.StandbyPolicy. i:CRUnawarenessMaxDuration,MaxMissedPeriodic b:NotifyMissedScheduled,NetworkAwarenessCapable,SelfTimerCapable,CRAwarenessRequested,PeriodicAwarenessRequested,ScheduledAwarenessRequested
ManagementServer.InformParameter.{i}. b:Enable s:Alias,ParameterName,EventList
ManagementServer.HeartbeatPolicy. b:Enable u:ReportingInterval d:InitiationTime
DeviceInfo.VendorConfigFile.{i}. s:Alias,Name,Version,Description d:Date b:UseForBackupRestore
DeviceInfo.MemoryStatus. u:Total,Free,TotalPersistent,FreePersistent
DeviceInfo.ProcessStatus. u:CPUUsage,ProcessNumberOfEntries
DeviceInfo.ProcessStatus.Process.{i}. u:PID,Size,Priority,CPUTime s:Command,State
DeviceInfo.TemperatureStatus. u:TemperatureSensorNumberOfEntries
DeviceInfo.TemperatureStatus.TemperatureSensor.{i}. s:Alias,Status,Name b:Enable,Reset d:ResetTime,LastUpdate,MinTime,MaxTime,LowAlarmTime,HighAlarmTime i:Value,MinValue,MaxValue,LowAlarmValue,HighAlarmValue u:PollingInterval
DeviceInfo.NetworkProperties. u:MaxTCPWindowSize s:TCPImplementation
DeviceInfo.Processor.{i}. s:Alias,Architecture
DeviceInfo.LogRotate.{i}. s:Alias,Name,Compression b:Enable u:NumberOfFiles,MaxFileSize,RollOver,Retention,LogFileNumberOfEntries
DeviceInfo.LogRotate.{i}.LogFile.{i}. s:Alias,Name u:Size d:LastChange
DeviceInfo.VendorLogFile.{i}. s:Alias,Name u:MaximumSize b:Persistent
DeviceInfo.Location.{i}. s:Source,ExternalSource,ExternalProtocol,DataObject d:AcquiredTime
DeviceInfo.DeviceImageFile.{i}. s:Alias,Location 6:Image
DeviceInfo.FirmwareImage.{i}. s:Alias,Name,Version,Status,BootFailureLog b:Available
DeviceInfo.KernelFaults. s:StoragePath u:LastUpgradeCount,PreviousBootCount,MinFreeSpace,MaxKernelFaultEntries,KernelFaultNumberOfEntries
DeviceInfo.KernelFaults.KernelFault.{i}. s:Alias,FaultLocation,LastInstruction,FirmwareVersion,ProcessName,Reason d:TimeStamp
DeviceInfo.ProcessFaults. s:StoragePath u:LastUpgradeCount,PreviousBootCount,MinFreeSpace,MaxProcessFaultEntries,ProcessFaultNumberOfEntries
DeviceInfo.ProcessFaults.ProcessFault.{i}. s:Alias,ProcessID,ProcessName,FaultLocation,FirmwareVersion,Arguments,Reason d:TimeStamp
DeviceInfo.SupportedDataModel.{i}. s:Alias,URL,UUID,URN,Features
DeviceInfo.ProxierInfo. s:ManufacturerOUI,ProductClass,SerialNumber,ProxyProtocol
Time. b:Enable s:Status,NTPServer1,NTPServer2,NTPServer3,NTPServer4,NTPServer5,LocalTimeZone d:CurrentLocalTime u:ClientNumberOfEntries,ServerNumberOfEntries
Time.Client.{i}. b:Enable,ResolveAddresses,Peer,IBurst s:Status,Alias,Mode,Servers,Interface,BindType u:Port,Version,ResolveMaxAddresses,MinPoll,MaxPoll,Burst
Time.Client.{i}.Authentication. b:Enable s:Certificate u:NTSPort
Time.Client.{i}.Stats. u:PacketsSent,PacketsSentFailed,PacketsReceived,PacketsDropped
Time.Server.{i}. b:Enable s:Status,Alias,Mode,Interface,BindType u:Version,Port,MinPoll,MaxPoll,TTL
Time.Server.{i}.Authentication. b:Enable s:Certificate,NTSNTPServer
Time.Server.{i}.Stats. u:PacketsSent,PacketsSentFailed,PacketsReceived,PacketsDropped
UserInterface. b:Enable,PasswordRequired,PasswordUserSelectable,PasswordReset,UpgradeAvailable d:WarrantyDate s:ISPName,ISPHelpDesk,ISPHomePage,ISPHelpPage,ISPMailServer,ISPNewsServer,AutoUpdateServer,UserUpdateServer,AvailableLanguages,CurrentLanguage,HTTPAccessSupportedProtocols 6:ISPLogo u:ISPLogoSize,HTTPAccessNumberOfEntries h:TextColor,BackgroundColor,ButtonColor,ButtonTextColor
UserInterface.HTTPAccess.{i}. b:Enable s:Alias,Status,AccessType,AllowedRoles,Certificate,CACertificate,Interface,Protocol,AllowedHosts,AllowedPathPrefixes u:Order,Port,AutoDisableDuration,TimeLeft,SessionNumberOfEntries d:ActivationDate
UserInterface.HTTPAccess.{i}.Session.{i}. s:SessionID,User,IPAddress,Protocol u:Port d:StartDate
UserInterface.RemoteAccess. b:Enable u:Port s:SupportedProtocols,Protocol
UserInterface.LocalDisplay. b:Movable,Resizable i:PosX,PosY u:Width,Height,DisplayWidth,DisplayHeight
UserInterface.Messages. b:Enable s:Title,SubTitle,Text,IconType h:MessageColor,BackgroundColor,TitleColor,SubTitleColor u:RequestedNumberOfRepetitions,ExecutedNumberOfRepetitions
DSL. u:LineNumberOfEntries,ChannelNumberOfEntries,BondingGroupNumberOfEntries
DSL.Line.{i}. b:Enable,EnableDataGathering,Upstream s:Status,Alias,Name,LowerLayers,FirmwareVersion,LinkStatus,StandardsSupported,StandardUsed,LineEncoding,AllowedProfiles,CurrentProfile,PowerManagementState,SNRMpbus,SNRMpbds,XTURVersion,XTURSerial,XTUCSerial,UPBOKLEPb,UPBOKLERPb u:LastChange,SuccessFailureCause,UPBOKLER,ACTRAMODEds,ACTRAMODEus,ACTINPROCds,ACTINPROCus,SNRMROCds,SNRMROCus,LastStateTransmittedDownstream,LastStateTransmittedUpstream,UPBOKLE,LIMITMASK,US0MASK,ACTSNRMODEds,ACTSNRMODEus,ACTUALCE,UpstreamMaxBitRate,DownstreamMaxBitRate,INMIATOds,INMIATSds,INMCCds,INMINPEQMODEds,XTURANSIStd,XTURANSIRev,XTUCANSIStd,XTUCANSIRev h:XTSE,XTSUsed,XTURVendor,XTURVendorSpecific,XTURCountry,XTURSystemVendor,XTURSystemVendorSpecific,XTURSystemCountry,XTUCVersion,XTUCVendor,XTUCVendorSpecific,XTUCCountry,XTUCSystemVendor,XTUCSystemVendorSpecific,XTUCSystemCountry i:RXTHRSHds,TRELLISds,TRELLISus,LineNumber,UpstreamNoiseMargin,DownstreamNoiseMargin,UpstreamAttenuation,DownstreamAttenuation,UpstreamPower,DownstreamPower 6:MREFPSDds,MREFPSDus,VirtualNoisePSDds,VirtualNoisePSDus
DSL.Line.{i}.Stats. U:BytesSent,BytesReceived,PacketsSent,PacketsReceived u:ErrorsSent,ErrorsReceived,DiscardPacketsSent,DiscardPacketsReceived,TotalStart,ShowtimeStart,LastShowtimeStart,CurrentDayStart,QuarterHourStart
DSL.Line.{i}.Stats.Total. u:ErroredSecs,SeverelyErroredSecs
DSL.Line.{i}.Stats.Showtime. u:ErroredSecs,SeverelyErroredSecs
DSL.Line.{i}.Stats.LastShowtime. u:ErroredSecs,SeverelyErroredSecs
DSL.Line.{i}.Stats.CurrentDay. u:ErroredSecs,SeverelyErroredSecs
DSL.Line.{i}.Stats.QuarterHour. u:ErroredSecs,SeverelyErroredSecs
DSL.Line.{i}.TestParams. u:HLOGGds,HLOGGus,HLOGMTds,HLOGMTus,QLNGds,QLNGus,QLNMTds,QLNMTus,SNRGds,SNRGus,SNRMTds,SNRMTus s:HLOGpsds,HLOGpsus,QLNpsus,SNRpsus,LATNds,LATNus,SATNds,SATNus,QLNpsds,SNRpsds
DSL.Line.{i}.DataGathering. u:LoggingDepthR,ActLoggingDepthReportingR s:EventTraceBufferR
DSL.Channel.{i}. b:Enable,INPREPORT s:Status,Alias,Name,LowerLayers,LinkEncapsulationSupported,LinkEncapsulationUsed u:LastChange,LPATH,INTLVDEPTH,ActualInterleavingDelay,UpstreamCurrRate,DownstreamCurrRate,ACTNDR,ACTINPREIN i:INTLVBLOCK,ACTINP,NFEC,RFEC,LSYMB
DSL.Channel.{i}.Stats. U:BytesSent,BytesReceived,PacketsSent,PacketsReceived u:ErrorsSent,ErrorsReceived,DiscardPacketsSent,DiscardPacketsReceived,TotalStart,ShowtimeStart,LastShowtimeStart,CurrentDayStart,QuarterHourStart
DSL.Channel.{i}.Stats.Total. u:XTURFECErrors,XTUCFECErrors,XTURHECErrors,XTUCHECErrors,XTURCRCErrors,XTUCCRCErrors
DSL.Channel.{i}.Stats.Showtime. u:XTURFECErrors,XTUCFECErrors,XTURHECErrors,XTUCHECErrors,XTURCRCErrors,XTUCCRCErrors
DSL.Channel.{i}.Stats.LastShowtime. u:XTURFECErrors,XTUCFECErrors,XTURHECErrors,XTUCHECErrors,XTURCRCErrors,XTUCCRCErrors
DSL.Channel.{i}.Stats.CurrentDay. u:XTURFECErrors,XTUCFECErrors,XTURHECErrors,XTUCHECErrors,XTURCRCErrors,XTUCCRCErrors
DSL.Channel.{i}.Stats.QuarterHour. u:XTURFECErrors,XTUCFECErrors,XTURHECErrors,XTUCHECErrors,XTURCRCErrors,XTUCCRCErrors
DSL.BondingGroup.{i}. b:Enable s:Status,Alias,Name,LowerLayers,GroupStatus,BondSchemesSupported,BondScheme u:LastChange,GroupID,GroupCapacity,RunningTime,TargetUpRate,TargetDownRate,ThreshLowUpRate,ThreshLowDownRate,UpstreamDifferentialDelayTolerance,DownstreamDifferentialDelayTolerance,BondedChannelNumberOfEntries
DSL.BondingGroup.{i}.BondedChannel.{i}. s:Alias,Channel
DSL.BondingGroup.{i}.BondedChannel.{i}.Ethernet.Stats. u:UnderflowErrorsSent,CRCErrorsReceived,AlignmentErrorsReceived,ShortPacketsReceived,LongPacketsReceived,OverflowErrorsReceived,PauseFramesReceived,FramesDropped
DSL.BondingGroup.{i}.Stats. U:BytesSent,BytesReceived,PacketsSent,PacketsReceived,UnicastPacketsSent,UnicastPacketsReceived,MulticastPacketsSent,MulticastPacketsReceived,BroadcastPacketsSent,BroadcastPacketsReceived u:ErrorsSent,ErrorsReceived,DiscardPacketsSent,DiscardPacketsReceived,UnknownProtoPacketsReceived,TotalStart,CurrentDayStart,QuarterHourStart
DSL.BondingGroup.{i}.Stats.Total. s:FailureReasons u:UpstreamRate,DownstreamRate,UpstreamPacketLoss,DownstreamPacketLoss,UpstreamDifferentialDelay,DownstreamDifferentialDelay,FailureCount,ErroredSeconds,SeverelyErroredSeconds,UnavailableSeconds
DSL.BondingGroup.{i}.Stats.CurrentDay. s:FailureReasons u:UpstreamRate,DownstreamRate,UpstreamPacketLoss,DownstreamPacketLoss,UpstreamDifferentialDelay,DownstreamDifferentialDelay,FailureCount,ErroredSeconds,SeverelyErroredSeconds,UnavailableSeconds
DSL.BondingGroup.{i}.Stats.QuarterHour. s:FailureReasons u:UpstreamRate,DownstreamRate,UpstreamPacketLoss,DownstreamPacketLoss,UpstreamDifferentialDelay,DownstreamDifferentialDelay,FailureCount,ErroredSeconds,SeverelyErroredSeconds,UnavailableSeconds
DSL.BondingGroup.{i}.Ethernet.Stats. u:PAFErrors,PAFSmallFragments,PAFLargeFragments,PAFBadFragments,PAFLostFragments,PAFLateFragments,PAFLostStarts,PAFLostEnds,PAFOverflows,PauseFramesSent,CRCErrorsReceived,AlignmentErrorsReceived,ShortPacketsReceived,LongPacketsReceived,OverflowErrorsReceived,FramesDropped
DSL.Diagnostics.ADSLLineTest. s:DiagnosticsState,Interface,HLOGpsds,HLOGpsus,LATNpbds,LATNpbus,SATNds,SATNus,HLINpsus,QLNpsus,SNRpsus,BITSpsus,HLINpsds,QLNpsds,SNRpsds,BITSpsds i:ACTPSDds,ACTPSDus,ACTATPds,ACTATPus,HLINSCds,HLINSCus u:HLINGds,HLINGus,HLOGGds,HLOGGus,HLOGMTds,HLOGMTus,QLNGds,QLNGus,QLNMTds,QLNMTus,SNRGds,SNRGus,SNRMTds,SNRMTus
DSL.Diagnostics.SELTUER. s:DiagnosticsState,Interface,UER,UERVar u:UERMaxMeasurementDuration,UERScaleFactor,UERGroupSize b:ExtendedBandwidthOperation
DSL.Diagnostics.SELTQLN. s:DiagnosticsState,Interface,QLN u:QLNMaxMeasurementDuration,QLNGroupSize b:ExtendedBandwidthOperation
DSL.Diagnostics.SELTP. s:DiagnosticsState,Interface,LoopTermination,LoopTopology,CapacitySignalPSD,CapacityNoisePSD,AttenuationCharacteristics,CapacityEstimate b:CapacityEstimateEnabling,MissingFilter u:CapacityTargetMargin,LoopLength,TFlogGroupSize
Optical. u:InterfaceNumberOfEntries
Optical.Interface.{i}. b:Enable,Upstream s:Status,Alias,Name,LowerLayers u:LastChange i:OpticalSignalLevel,LowerOpticalThreshold,UpperOpticalThreshold,TransmitOpticalLevel,LowerTransmitPowerThreshold,UpperTransmitPowerThreshold
Optical.Interface.{i}.Stats. U:BytesSent,BytesReceived,PacketsSent,PacketsReceived u:ErrorsSent,ErrorsReceived,DiscardPacketsSent,DiscardPacketsReceived
Ethernet. b:WoLSupported,FlowControlSupported u:InterfaceNumberOfEntries,LinkNumberOfEntries,VLANTerminationNumberOfEntries,RMONStatsNumberOfEntries,LAGNumberOfEntries
Ethernet.Interface.{i}. b:Enable,Upstream,EEECapability,EEEEnable s:Status,Alias,Name,LowerLayers,MACAddress,DuplexMode,EEEStatus,SupportedLinkModes u:LastChange,CurrentBitRate i:MaxBitRate
Ethernet.Interface.{i}.Stats. U:BytesSent,BytesReceived,PacketsSent,PacketsReceived,UnicastPacketsSent,UnicastPacketsReceived,MulticastPacketsSent,MulticastPacketsReceived,BroadcastPacketsSent,BroadcastPacketsReceived u:ErrorsSent,ErrorsReceived,DiscardPacketsSent,DiscardPacketsReceived,UnknownProtoPacketsReceived
Ethernet.Link.{i}. b:Enable,PriorityTagging,FlowControl s:Status,Alias,Name,LowerLayers,MACAddress u:LastChange
Ethernet.Link.{i}.Stats. U:BytesSent,BytesReceived,PacketsSent,PacketsReceived,UnicastPacketsSent,UnicastPacketsReceived,MulticastPacketsSent,MulticastPacketsReceived,BroadcastPacketsSent,BroadcastPacketsReceived u:ErrorsSent,ErrorsReceived,DiscardPacketsSent,DiscardPacketsReceived,UnknownProtoPacketsReceived
Ethernet.VLANTermination.{i}. b:Enable s:Status,Alias,Name,LowerLayers u:LastChange,VLANID,TPID
Ethernet.VLANTermination.{i}.Stats. U:BytesSent,BytesReceived,PacketsSent,PacketsReceived,UnicastPacketsSent,UnicastPacketsReceived,MulticastPacketsSent,MulticastPacketsReceived,BroadcastPacketsSent,BroadcastPacketsReceived u:ErrorsSent,ErrorsReceived,DiscardPacketsSent,DiscardPacketsReceived,UnknownProtoPacketsReceived
Ethernet.RMONStats.{i}. b:Enable,AllQueues s:Status,Alias,Name,Interface,Queue u:VLANID,DropEvents,CRCErroredPackets,UndersizePackets,OversizePackets U:Bytes,Packets,BroadcastPackets,MulticastPackets,Packets64Bytes,Packets65to127Bytes,Packets128to255Bytes,Packets256to511Bytes,Packets512to1023Bytes,Packets1024to1518Bytes
Ethernet.WoL. b:SendMagicPacket s:MACAddress,Password
Ethernet.LAG.{i}. b:Enable s:Status,Alias,Name,LowerLayers,MACAddress u:LastChange
Ethernet.LAG.{i}.Stats. U:BytesSent,BytesReceived,PacketsSent,PacketsReceived,UnicastPacketsSent,UnicastPacketsReceived,MulticastPacketsSent,MulticastPacketsReceived,BroadcastPacketsSent,BroadcastPacketsReceived u:ErrorsSent,ErrorsReceived,DiscardPacketsSent,DiscardPacketsReceived,UnknownProtoPacketsReceived
WiFi. u:RadioNumberOfEntries,SSIDNumberOfEntries,AccessPointNumberOfEntries,EndPointNumberOfEntries
WiFi.Radio.{i}. b:Enable,Upstream,AutoChannelSupported,AutoChannelEnable,IEEE80211hSupported,IEEE80211hEnabled,PacketAggregationEnable,EnableRRM s:Status,Alias,Name,LowerLayers,SupportedFrequencyBands,OperatingFrequencyBand,SupportedStandards,OperatingStandards,PossibleChannels,ChannelsInUse,ChannelLastSelectionReason,FirmwareVersion,SupportedOperatingChannelBandwidths,OperatingChannelBandwidth,CurrentOperatingChannelBandwidth,ExtensionChannel,GuardInterval,RegulatoryDomain,PreambleType,BasicDataTransmitRates,SupportedDataTransmitRates,OperationalDataTransmitRates,TransmitPowerSupported u:LastChange,MaxBitRate,Channel,AutoChannelRefreshPeriod,ChannelLastChange,MaxSupportedSSIDs,MaxSupportedAssociations,CenterFrequencySegement0,CenterFrequencySegement1,CenterFrequencySegment0,CenterFrequencySegment1,RetryLimit,FragmentationThreshold,RTSThreshold,LongRetryLimit,BeaconPeriod,DTIMPeriod,ManagementPacketRate i:MCS,TransmitPower h:CCARequest,CCAReport,RPIHistogramRequest,RPIHistogramReport
WiFi.NeighboringWiFiDiagnostic. s:DiagnosticsState u:ResultNumberOfEntries
WiFi.NeighboringWiFiDiagnostic.Result.{i}. s:Radio,SSID,BSSID,Mode,SecurityModeEnabled,EncryptionMode,OperatingFrequencyBand,SupportedStandards,OperatingStandards,OperatingChannelBandwidth,BasicDataTransferRates,SupportedDataTransferRates u:Channel,BeaconPeriod,DTIMPeriod i:SignalStrength,Noise
WiFi.Radio.{i}.Stats. U:CtsReceived,NoCtsReceived,FrameHeaderError,GoodPLCPReceived,DPacketOtherMACReceived,MPacketOtherMACReceived,CPacketOtherMACReceived,CtsOtherMACReceived,RtsOtherMACReceived,BytesSent,BytesReceived,PacketsSent,PacketsReceived u:ErrorsSent,ErrorsReceived,DiscardPacketsSent,DiscardPacketsReceived,PLCPErrorCount,FCSErrorCount,InvalidMACCount,PacketsOtherReceived,TotalChannelChangeCount,ManualChannelChangeCount,AutoStartupChannelChangeCount,AutoUserChannelChangeCount,AutoRefreshChannelChangeCount,AutoDynamicChannelChangeCount,AutoDFSChannelChangeCount i:Noise
WiFi.SSID.{i}. b:Enable,Upstream,ATFEnable,FlushATFTable s:Status,Alias,Name,LowerLayers,BSSID,MACAddress,SSID u:LastChange,SetATF i:MLDUnit
WiFi.SSID.{i}.Stats. U:BytesSent,BytesReceived,PacketsSent,PacketsReceived,UnicastPacketsSent,UnicastPacketsReceived,MulticastPacketsSent,MulticastPacketsReceived,BroadcastPacketsSent,BroadcastPacketsReceived,DiscardPacketsSentBufOverflow,DiscardPacketsSentNoAssoc,FragSent,SentNoAck,DupReceived,TooLongReceived,TooShortReceived,AckUcastReceived u:ErrorsSent,RetransCount,FailedRetransCount,RetryCount,MultipleRetryCount,ACKFailureCount,AggregatedPacketCount,ErrorsReceived,DiscardPacketsSent,DiscardPacketsReceived,UnknownProtoPacketsReceived
WiFi.AccessPoint.{i}. b:Enable,SSIDAdvertisementEnabled,WMMCapability,UAPSDCapability,WMMEnable,UAPSDEnable,IsolationEnable,MACAddressControlEnabled s:Status,Alias,SSIDReference,AllowedMACAddress,CpeOperationMode u:RetryLimit,AssociatedDeviceNumberOfEntries,MaxAssociatedDevices,MaxAllowedAssociations
WiFi.AccessPoint.{i}.Security. s:ModesSupported,ModeEnabled,EncryptionMode,KeyPassphrase,SAEPassphrase,RadiusServerIPAddr,SecondaryRadiusServerIPAddr,RadiusSecret,SecondaryRadiusSecret,MFPConfig,SPPAMSDU h:WEPKey,PreSharedKey u:RekeyingInterval,RadiusServerPort,SecondaryRadiusServerPort b:TransitionDisableIndication,Reset
WiFi.AccessPoint.{i}.WPS. b:Enable s:ConfigMethodsSupported,ConfigMethodsEnabled,Status,Version,PIN
WiFi.AccessPoint.{i}.AssociatedDevice.{i}. s:MACAddress,Type,OperatingStandard,MaxSupportedBandwidth u:SetStaATF,LastDataDownlinkRate,MaxSupportedDataDownlinkRate,LastDataUplinkRate,MaxSupportedDataUplinkRate,SNR,Retransmissions b:AuthenticationState,Active d:AssociationTime i:SignalStrength,Noise
WiFi.AccessPoint.{i}.AssociatedDevice.{i}.Stats. U:BytesSent,BytesReceived,PacketsSent,PacketsReceived u:ErrorsSent,ErrorsReceived,RetransCount,FailedRetransCount,RetryCount,MultipleRetryCount
WiFi.AccessPoint.{i}.AC.{i}. s:AccessCategory,Alias,OutQLenHistogramIntervals u:AIFSN,ECWMin,ECWMax,TxOpMax,OutQLenHistogramSampleInterval b:AckPolicy
WiFi.AccessPoint.{i}.AC.{i}.Stats. U:BytesSent,BytesReceived,PacketsSent,PacketsReceived u:ErrorsSent,ErrorsReceived,DiscardPacketsSent,DiscardPacketsReceived,RetransCount s:OutQLenHistogram
WiFi.AccessPoint.{i}.Accounting. b:Enable s:ServerIPAddr,SecondaryServerIPAddr,Secret,SecondarySecret u:ServerPort,SecondaryServerPort,InterimInterval
WiFi.EndPoint.{i}. b:Enable s:Status,Alias,ProfileReference,SSIDReference u:ProfileNumberOfEntries
WiFi.EndPoint.{i}.Stats. u:LastDataDownlinkRate,LastDataUplinkRate,Retransmissions i:SignalStrength
WiFi.EndPoint.{i}.Security. s:ModesSupported
WiFi.EndPoint.{i}.Profile.{i}. b:Enable s:Status,Alias,SSID,Location u:Priority
WiFi.EndPoint.{i}.Profile.{i}.Security. s:ModeEnabled,KeyPassphrase,SAEPassphrase,MFPConfig h:WEPKey,PreSharedKey
WiFi.EndPoint.{i}.WPS. b:Enable s:ConfigMethodsSupported,ConfigMethodsEnabled,Status,Version,PIN
WiFi.EndPoint.{i}.AC.{i}. s:AccessCategory,Alias,OutQLenHistogramIntervals u:AIFSN,ECWMin,ECWMax,TxOpMax,OutQLenHistogramSampleInterval b:AckPolicy
WiFi.EndPoint.{i}.AC.{i}.Stats. U:BytesSent,BytesReceived,PacketsSent,PacketsReceived u:ErrorsSent,ErrorsReceived,DiscardPacketsSent,DiscardPacketsReceived,RetransCount s:OutQLenHistogram
Bridging. u:MaxBridgeEntries,MaxDBridgeEntries,MaxQBridgeEntries,MaxVLANEntries,MaxProviderBridgeEntries,ProviderBridgeNumberOfEntries,MaxFilterEntries,BridgeNumberOfEntries,FilterNumberOfEntries
Bridging.Bridge.{i}. b:Enable s:Status,Alias,Name,Standard u:AgingTime,PortNumberOfEntries,VLANNumberOfEntries,VLANPortNumberOfEntries
Bridging.Bridge.{i}.STP. b:Enable s:Status,Protocol u:BridgePriority,HelloTime,MaxAge,ForwardingDelay
Bridging.Bridge.{i}.Port.{i}. b:Enable,ManagementPort,IngressFiltering,ServiceAccessPrioritySelection,PriorityTagging s:Status,Alias,Name,LowerLayers,Type,PortState,AcceptableFrameTypes,PriorityRegeneration,ServiceAccessPriorityTranslation u:LastChange,DefaultUserPriority,TPID,PathCost,Priority i:PVID
Bridging.Bridge.{i}.Port.{i}.Stats. U:BytesSent,BytesReceived,PacketsSent,PacketsReceived,UnicastPacketsSent,UnicastPacketsReceived,MulticastPacketsSent,MulticastPacketsReceived,BroadcastPacketsSent,BroadcastPacketsReceived u:ErrorsSent,ErrorsReceived,DiscardPacketsSent,DiscardPacketsReceived,UnknownProtoPacketsReceived
Bridging.Bridge.{i}.Port.{i}.PriorityCodePoint. u:PCPSelection b:UseDEI,RequireDropEncoding s:PCPEncoding,PCPDecoding
Bridging.Bridge.{i}.VLAN.{i}. b:Enable s:Alias,Name i:VLANID
Bridging.Bridge.{i}.VLANPort.{i}. b:Enable,Untagged s:Alias,VLAN,Port
Bridging.Filter.{i}. b:Enable,EthertypeFilterExclude,SourceMACAddressFilterExclude,DestMACAddressFilterExclude,SourceMACFromVendorClassIDFilterExclude,DestMACFromVendorClassIDFilterExclude,SourceMACFromClientIDFilterExclude,DestMACFromClientIDFilterExclude,SourceMACFromUserClassIDFilterExclude,DestMACFromUserClassIDFilterExclude,DestIPExclude,SourceIPExclude,ProtocolExclude,DestPortExclude,SourcePortExclude s:Alias,Status,Bridge,Interface,DHCPType,SourceMACAddressFilterList,DestMACAddressFilterList,SourceMACFromVendorClassIDFilter,SourceMACFromVendorClassIDMode,DestMACFromVendorClassIDFilter,DestMACFromVendorClassIDMode,DestIP,DestMask,SourceIP,SourceMask,EthertypeFilterList u:Order,VLANIDFilter h:SourceMACFromVendorClassIDFilterv6,DestMACFromVendorClassIDFilterv6,SourceMACFromClientIDFilter,DestMACFromClientIDFilter,SourceMACFromUserClassIDFilter,DestMACFromUserClassIDFilter i:Protocol,DestPort,DestPortRangeMax,SourcePort,SourcePortRangeMax
Bridging.ProviderBridge.{i}. b:Enable s:Status,Alias,Type,SVLANcomponent,CVLANcomponents
PPP. u:InterfaceNumberOfEntries s:SupportedNCPs
PPP.Interface.{i}. b:Enable,Reset,LCPEchoAdaptive,IPCPEnable,IPv6CPEnable s:Status,Alias,Name,LowerLayers,ConnectionStatus,LastConnectionError,Username,Password,EncryptionProtocol,CompressionProtocol,AuthenticationProtocol,ConnectionTrigger u:LastChange,AutoDisconnectTime,IdleDisconnectTime,WarnDisconnectDelay,MaxMRUSize,CurrentMRUSize,LCPEcho,LCPEchoRetry
PPP.Interface.{i}.PPPoE. u:SessionID s:ACName,ServiceName
PPP.Interface.{i}.IPCP. s:LocalIPAddress,RemoteIPAddress,DNSServers,PassthroughDHCPPool b:PassthroughEnable
PPP.Interface.{i}.IPv6CP. s:LocalInterfaceIdentifier,RemoteInterfaceIdentifier
PPP.Interface.{i}.Stats. U:BytesSent,BytesReceived,PacketsSent,PacketsReceived,UnicastPacketsSent,UnicastPacketsReceived,MulticastPacketsSent,MulticastPacketsReceived,BroadcastPacketsSent,BroadcastPacketsReceived u:ErrorsSent,ErrorsReceived,DiscardPacketsSent,DiscardPacketsReceived,UnknownProtoPacketsReceived
IP. b:IPv4Capable,IPv4Enable,IPv6Capable,IPv6Enable s:IPv4Status,IPv6Status,ULAPrefix u:InterfaceNumberOfEntries,ActivePortNumberOfEntries
IP.Interface.{i}. b:Enable,IPv4Enable,IPv6Enable,ULAEnable,Reset,Loopback,AutoIPEnable s:Status,Alias,Name,LowerLayers,Router,Type u:LastChange,MaxMTUSize,IPv4AddressNumberOfEntries,IPv6AddressNumberOfEntries,IPv6PrefixNumberOfEntries,TWAMPReflectorNumberOfEntries
IP.Interface.{i}.IPv4Address.{i}. b:Enable s:Status,Alias,IPAddress,SubnetMask,AddressingType
IP.Interface.{i}.Stats. U:BytesSent,BytesReceived,PacketsSent,PacketsReceived,UnicastPacketsSent,UnicastPacketsReceived,MulticastPacketsSent,MulticastPacketsReceived,BroadcastPacketsSent,BroadcastPacketsReceived u:ErrorsSent,ErrorsReceived,DiscardPacketsSent,DiscardPacketsReceived,UnknownProtoPacketsReceived
IP.Interface.{i}.TWAMPReflector.{i}. b:Enable s:Status,Alias,IPAllowedList,PortAllowedList u:Port,MaximumTTL
IP.Interface.{i}.IPv6Address.{i}. b:Enable,Anycast s:Status,IPAddressStatus,Alias,IPAddress,Origin,Prefix d:PreferredLifetime,ValidLifetime
IP.Interface.{i}.IPv6Prefix.{i}. b:Enable,OnLink,Autonomous s:Status,PrefixStatus,Alias,Prefix,Origin,StaticType,ParentPrefix,ChildPrefixBits d:PreferredLifetime,ValidLifetime
IP.ActivePort.{i}. s:LocalIPAddress,RemoteIPAddress,Status u:LocalPort,RemotePort
IP.Diagnostics.IPPing. s:DiagnosticsState,Interface,ProtocolVersion,Host,IPAddressUsed u:NumberOfRepetitions,Timeout,DataBlockSize,DSCP,SuccessCount,FailureCount,AverageResponseTime,MinimumResponseTime,MaximumResponseTime,AverageResponseTimeDetailed,MinimumResponseTimeDetailed,MaximumResponseTimeDetailed
IP.Diagnostics.TraceRoute. s:DiagnosticsState,Interface,ProtocolVersion,Host,IPAddressUsed u:NumberOfTries,Timeout,DataBlockSize,DSCP,MaxHopCount,RouteHopsNumberOfEntries,ResponseTime
IP.Diagnostics.DownloadDiagnostics. s:DiagnosticsState,Interface,DownloadURL,DownloadTransports,ProtocolVersion,IPAddressUsed u:DSCP,EthernetPriority,TimeBasedTestDuration,TimeBasedTestMeasurementInterval,TimeBasedTestMeasurementOffset,NumberOfConnections,DownloadDiagnosticMaxConnections,DownloadDiagnosticsMaxIncrementalResult,PeriodOfFullLoading,PerConnectionResultNumberOfEntries,IncrementalResultNumberOfEntries d:ROMTime,BOMTime,EOMTime,TCPOpenRequestTime,TCPOpenResponseTime U:TestBytesReceived,TotalBytesReceived,TotalBytesSent,TestBytesReceivedUnderFullLoading,TotalBytesReceivedUnderFullLoading,TotalBytesSentUnderFullLoading b:EnablePerConnectionResults
IP.Diagnostics.UploadDiagnostics. s:DiagnosticsState,Interface,UploadURL,UploadTransports,ProtocolVersion,IPAddressUsed u:DSCP,EthernetPriority,TimeBasedTestDuration,TimeBasedTestMeasurementInterval,TimeBasedTestMeasurementOffset,NumberOfConnections,UploadDiagnosticsMaxConnections,UploadDiagnosticsMaxIncrementalResult,PeriodOfFullLoading,PerConnectionResultNumberOfEntries,IncrementalResultNumberOfEntries U:TestFileLength,TestBytesSent,TotalBytesReceived,TotalBytesSent,TestBytesSentUnderFullLoading,TotalBytesReceivedUnderFullLoading,TotalBytesSentUnderFullLoading d:ROMTime,BOMTime,EOMTime,TCPOpenRequestTime,TCPOpenResponseTime b:EnablePerConnectionResults
IP.Diagnostics.UploadDiagnostics.PerConnectionResult.{i}. d:ROMTime,BOMTime,EOMTime,TCPOpenRequestTime,TCPOpenResponseTime U:TestBytesSent,TotalBytesReceived,TotalBytesSent
IP.Diagnostics.UploadDiagnostics.IncrementalResult.{i}. U:TestBytesSent,TotalBytesReceived,TotalBytesSent d:StartTime,EndTime
IP.Diagnostics.DownloadDiagnostics.PerConnectionResult.{i}. d:ROMTime,BOMTime,EOMTime,TCPOpenRequestTime,TCPOpenResponseTime U:TestBytesReceived,TotalBytesReceived,TotalBytesSent
IP.Diagnostics.DownloadDiagnostics.IncrementalResult.{i}. U:TestBytesReceived,TotalBytesReceived,TotalBytesSent d:StartTime,EndTime
IP.Diagnostics.TraceRoute.RouteHops.{i}. s:Host,HostAddress,RTTimes u:ErrorCode
Routing. u:RouterNumberOfEntries
Routing.Router.{i}. b:Enable s:Status,Alias u:IPv4ForwardingNumberOfEntries,IPv6ForwardingNumberOfEntries
Routing.Router.{i}.IPv4Forwarding.{i}. b:Enable,StaticRoute s:Status,Alias,Type,DestIPAddress,DestSubnetMask,GatewayIPAddress,Interface,Origin i:ForwardingPolicy,ForwardingMetric
Routing.Router.{i}.IPv6Forwarding.{i}. b:Enable s:Status,Alias,Type,DestIPPrefix,NextHop,Interface,Origin i:ForwardingPolicy,ForwardingMetric d:ExpirationTime
Routing.RIP. b:Enable s:SupportedModes u:InterfaceSettingNumberOfEntries
Routing.RIP.InterfaceSetting.{i}. b:Enable,AcceptRA,SendRA s:Status,Alias,Interface
Routing.RouteInformation. b:Enable u:InterfaceSettingNumberOfEntries
Routing.RouteInformation.InterfaceSetting.{i}. s:Status,Interface,SourceRouter,PreferredRouteFlag,Prefix b:ManagedAddressConfiguration,OtherConfiguration,HomeAgent d:RouteLifetime u:ReachableTime,RetransTimer,OptionNumberOfEntries
Routing.RouteInformation.InterfaceSetting.{i}.Option.{i}. s:Alias u:Tag h:Value
Routing.Babel. b:Enable,StatsEnable,StatsReset s:Status,ImplementationVersion,SupportedMetricCompAlgorithms,SupportedSecurityMechanisms,SupportedMACAlgorithms,SupportedDTLSCertTypes h:SelfRouterID u:SelfSeqno,InterfaceSettingNumberOfEntries,RouteNumberOfEntries,MACKeySetNumberOfEntries,DTLSCertSetNumberOfEntries
Routing.Babel.Constants. u:UDPPort s:MulticastGroup
Routing.Babel.InterfaceSetting.{i}. b:Enable,SplitHorizonEnabled,MACEnabled,MACVerify,DTLSEnabled,CachedInfoEnabled,PacketLogEnable s:Status,Alias,InterfaceReference,InterfaceMetricAlgorithm,InterfaceMACKeySets,InterfaceDTLSCertSets,DTLSCertPrefer,PacketLog u:McastHelloSeqno,McastHelloInterval,UpdateInterval,NeighborNumberOfEntries
Routing.Babel.InterfaceSetting.{i}.Stats. U:SentMcastHello,SentMcastUpdate,SentUcastHello,SentUcastUpdate,SentIHU,ReceivedPackets
Routing.Babel.InterfaceSetting.{i}.Neighbor.{i}. s:NeighborAddress h:HelloMCastHistory,HelloUCastHistory u:TXCost,UnicastHelloInterval,RXCost,Cost i:ExpectedMCastHelloSeqno,ExpectedUCastHelloSeqno,UnicastHelloSeqno
Routing.Babel.Route.{i}. s:RoutePrefix,Neighbor,NextHop h:SourceRouterID i:ReceivedMetric,CalculatedMetric u:RouteSeqno b:RouteFeasible,RouteSelected
Routing.Babel.MACKeySet.{i}. s:Alias b:DefaultApply u:MACKeyNumberOfEntries
Routing.Babel.MACKeySet.{i}.MACKey.{i}. s:Alias,MACKeyAlgorithm,MACTestState b:KeyUseSend,KeyUseVerify,Match h:KeyValue,InputString,InputMAC
Routing.Babel.DTLSCertSet.{i}. s:Alias b:DefaultApply u:DTLSCertNumberOfEntries
Routing.Babel.DTLSCertSet.{i}.DTLSCert.{i}. s:Alias,CertValue,CertType h:CertPrivateKey
Hosts. u:HostNumberOfEntries,AccessControlNumberOfEntries
Hosts.Host.{i}. s:Alias,PhysAddress,IPAddress,AddressSource,DHCPClient,AssociatedDevice,Layer1Interface,Layer3Interface,InterfaceType,VendorClassID,HostName i:LeaseTimeRemaining h:ClientID,UserClassID b:Active d:ActiveLastChange u:IPv4AddressNumberOfEntries,IPv6AddressNumberOfEntries
Hosts.Host.{i}.IPv4Address.{i}. s:IPAddress
Hosts.Host.{i}.IPv6Address.{i}. s:IPAddress
Hosts.Host.{i}.WANStats. U:BytesSent,BytesReceived,PacketsSent,PacketsReceived u:ErrorsSent,RetransCount,DiscardPacketsSent
Hosts.AccessControl.{i}. s:Alias,Origin,PhysAddress,PhysAddressMask,HostName,AccessPolicy b:Enable u:ScheduleNumberOfEntries
Hosts.AccessControl.{i}.Schedule.{i}. s:Alias,Day,StartTime b:Enable u:Duration
DNS. s:SupportedRecordTypes u:ZoneNumberOfEntries
DNS.Zone.{i}. s:Alias,Name,Origin,Interface b:Enable u:HostNumberOfEntries
DNS.Zone.{i}.Host.{i}. s:Alias,Name,Origin,Host b:Enable d:LastUpdate
DNS.Client. b:Enable s:Status u:ServerNumberOfEntries
DNS.Client.Server.{i}. b:Enable s:Status,Alias,DNSServer,Interface,Type
DNS.Relay. b:Enable s:Status u:ConfigNumberOfEntries,ForwardNumberOfEntries
DNS.Relay.Config.{i}. s:Alias,Forwarders,Interface u:CacheSize,CacheMinTTL,CacheMaxTTL
DNS.Relay.Forwarding.{i}. b:Enable s:Status,Alias,DNSServer,Interface,Type
DNS.Diagnostics.NSLookupDiagnostics. s:DiagnosticsState,Interface,HostName,DNSServer u:Timeout,NumberOfRepetitions,ResultNumberOfEntries,SuccessCount
DNS.Diagnostics.NSLookupDiagnostics.Result.{i}. s:Status,AnswerType,HostNameReturned,IPAddresses,DNSServerIP u:ResponseTime
DNS.SD. b:Enable u:AdvertiseNumberOfEntries,ServiceNumberOfEntries s:AdvertisedInterfaces
DNS.SD.Advertise.{i}. b:Enable s:Alias,Status,Interface,InstanceName,ApplicationProtocol,TransportProtocol,Domain u:Port,TextRecordNumberOfEntries
DNS.SD.Advertise.{i}.TextRecord.{i}. s:Key,Value
DNS.SD.Service.{i}. s:InstanceName,ApplicationProtocol,TransportProtocol,Domain,Target,Status,Host u:Port,TimeToLive,Priority,Weight,TextRecordNumberOfEntries d:LastUpdate
DNS.SD.Service.{i}.TextRecord.{i}. s:Key,Value
NAT. u:InterfaceSettingNumberOfEntries,PortMappingNumberOfEntries,MaxNumberOfPortMappings,PortTriggerNumberOfEntries,MaxNumberOfPortTriggers
NAT.InterfaceSetting.{i}. b:Enable s:Status,Alias,Interface,SourceNetwork i:TCPTranslationTimeout,UDPTranslationTimeout
NAT.PortMapping.{i}. b:Enable,AllInterfaces s:Status,Origin,Alias,Interface,RemoteHost,Protocol,InternalClient,Description u:LeaseDuration,ExternalPort,ExternalPortEndRange,InternalPort
NAT.PortTrigger.{i}. s:Alias,Status,Origin,Description,Interface,Protocol b:Enable u:Port,PortEndRange,AutoDisableDuration,RuleNumberOfEntries d:ActivationDate
NAT.PortTrigger.{i}.Rule.{i}. s:Alias,Protocol u:Port,PortEndRange
DHCPv4. u:ClientNumberOfEntries
DHCPv4.Client.{i}. b:Enable,Renew,PassthroughEnable s:Alias,Interface,Status,DHCPStatus,IPAddress,SubnetMask,IPRouters,DNSServers,DHCPServer,PassthroughDHCPPool i:LeaseTimeRemaining u:SentOptionNumberOfEntries,ReqOptionNumberOfEntries
DHCPv4.Client.{i}.SentOption.{i}. b:Enable s:Alias u:Tag h:Value
DHCPv4.Client.{i}.ReqOption.{i}. b:Enable u:Order,Tag s:Alias h:Value
DHCPv4.Server. b:Enable u:PoolNumberOfEntries
DHCPv4.Server.Pool.{i}. b:Enable,VendorClassIDExclude,ClientIDExclude,UserClassIDExclude,ChaddrExclude s:Status,Alias,Interface,VendorClassID,VendorClassIDMode,Chaddr,ChaddrMask,AllowedDevices,MinAddress,MaxAddress,ReservedAddresses,SubnetMask,DNSServers,DomainName,IPRouters u:Order,StaticAddressNumberOfEntries,OptionNumberOfEntries,ClientNumberOfEntries h:ClientID,UserClassID i:LeaseTime
DHCPv4.Server.Pool.{i}.StaticAddress.{i}. b:Enable s:Alias,Chaddr,Yiaddr
DHCPv4.Server.Pool.{i}.Option.{i}. b:Enable s:Alias u:Tag h:Value
DHCPv4.Server.Pool.{i}.Client.{i}. s:Alias,Chaddr b:Active u:IPv4AddressNumberOfEntries,OptionNumberOfEntries
DHCPv4.Server.Pool.{i}.Client.{i}.IPv4Address.{i}. s:IPAddress d:LeaseTimeRemaining
DHCPv4.Server.Pool.{i}.Client.{i}.Option.{i}. u:Tag h:Value
DHCPv4.Relay. b:Enable s:Status u:ForwardingNumberOfEntries
DHCPv4.Relay.Forwarding.{i}. b:Enable,VendorClassIDExclude,ClientIDExclude,UserClassIDExclude,ChaddrExclude,LocallyServed s:Status,Alias,Interface,VendorClassID,VendorClassIDMode,Chaddr,ChaddrMask,DHCPServerIPAddress u:Order h:ClientID,UserClassID
Users. u:UserNumberOfEntries,GroupNumberOfEntries,RoleNumberOfEntries,SupportedShellNumberOfEntries
Users.User.{i}. s:Alias,Username,Password,GroupParticipation,RoleParticipation,Language,Shell b:Enable,RemoteAccessCapable,StaticUser u:UserID
Users.CheckCredentialsDiagnostics. s:DiagnosticsState,Username,Password
Users.Group.{i}. s:Alias,Groupname,RoleParticipation b:Enable,StaticGroup u:GroupID
Users.SupportedShell.{i}. s:Alias,Name b:Enable
Users.Role.{i}. s:Alias,RoleName b:Enable,StaticRole u:RoleID
Firewall. b:Enable s:Config,AdvancedLevel,PolicyLevel,Type,Version d:LastChange u:LevelNumberOfEntries,ChainNumberOfEntries,DMZNumberOfEntries,ServiceNumberOfEntries,PinholeNumberOfEntries,PolicyNumberOfEntries,InterfaceSettingNumberOfEntries
Firewall.Level.{i}. s:Alias,Name,Description,Policies,Chain,DefaultPolicy u:Order b:PortMappingEnabled,DefaultLogPolicy
Firewall.Policy.{i}. s:Alias,Status,Chain,TargetChain,SourceInterface,DestinationInterface,ReverseChain,ReverseTargetChain b:Enable i:IPVersion
Firewall.Chain.{i}. b:Enable s:Alias,Name,Creator u:RuleNumberOfEntries
Firewall.Chain.{i}.Rule.{i}. b:Enable,Log,SourceInterfaceExclude,SourceAllInterfaces,DestInterfaceExclude,DestAllInterfaces,DestIPExclude,SourceIPExclude,ProtocolExclude,DestPortExclude,SourcePortExclude,DSCPExclude,SourceMACExclude s:Status,Alias,Description,Target,TargetChain,SourceInterface,DestInterface,DestIP,DestMask,SourceIP,SourceMask,ConnectionState,SourceMAC u:Order d:CreationDate,ExpiryDate i:IPVersion,Protocol,DestPort,DestPortRangeMax,SourcePort,SourcePortRangeMax,DSCP
Firewall.Pinhole.{i}. s:Alias,Status,Origin,Description,Interface,SourcePrefixes,DestIP,DestMACAddress,Protocol b:Enable u:LeaseDuration,RemainingLeaseTime i:SourcePort,DestPort,IPVersion
Firewall.DMZ.{i}. s:Alias,Status,Origin,Description,Interface,DestIP,SourcePrefix b:Enable u:LeaseDuration,RemainingLeaseTime
Firewall.Service.{i}. s:Alias,Status,Interface,SourcePrefixes,Action,DestPort,Protocol b:Enable i:IPVersion,ICMPType
Firewall.InterfaceSetting.{i}. b:Enable,IPv4SpoofingProtection,IPv6SpoofingProtection,IPv4AcceptICMPEchoRequest,IPv6AcceptICMPEchoRequest,StealthMode s:Status,Alias,Interface
Firewall.ConnectionTracking.SIP. b:Enable,DirectMedia,DirectSignaling,ExternalMedia s:Ports u:TimeOut
Firewall.ConnectionTracking.H323. b:Enable,GKRoutedOnly,CallForwardFilter u:RegistrationRequestTTL
Firewall.ConnectionTracking.FTP. b:Enable,Loose s:Ports
Firewall.ConnectionTracking.PPTP. b:Enable
Firewall.ConnectionTracking.TFTP. b:Enable s:Ports
Firewall.ConnectionTracking.IRC. b:Enable s:Ports u:MAXDCCChannels,DCCTimeout
`;
